A missing ini file or script directory is one clear line; nothing is made.

$ alembic upgrade head
FAILED: No 'script_location' key found in configuration. There is no file $PWD/alembic.ini: ...
[255]

$ alembic -c elsewhere.ini heads
FAILED: No 'script_location' key found in configuration. There is no file $PWD/elsewhere.ini: ...
[255]

-- alembic.ini --
[alembic]
script_location = %(here)s/gone

$ alembic heads
FAILED: Path doesn't exist: ...gone.  Please use the 'init' command to create a new scripts folder.
[255]

$ alembic revision -m x
FAILED: Path doesn't exist: ...gone.  Please use the 'init' command to create a new scripts folder.
[255]

-- list.py --
import os
print(*sorted(os.listdir(".")))

$ python list.py
alembic.ini list.py
