A mistake in env.py shows the user's lines and one closing sentence, none of our own frames.

$ alembic init --template generic migrations
...

-- migrations/env.py --
from alembic import context

import models_that_are_not_there

$ alembic revision --autogenerate -m x
Traceback (most recent call last):
  File "$PWD/migrations/env.py", line 3, in <module>
    import models_that_are_not_there
ModuleNotFoundError: No module named 'models_that_are_not_there'
FAILED: ModuleNotFoundError in $PWD/migrations/env.py, line 3: No module named 'models_that_are_not_there'
[1]

-- list.py --
import os
print(*(name for name in os.listdir("migrations/versions") if name.endswith(".py")))

$ python list.py
