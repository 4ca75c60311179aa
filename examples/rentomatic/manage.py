"""Put a few rooms into the database, or show those that are there."""

import os
import sys
import uuid

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from rentomatic.repository.postgres_objects import Room

ROOMS = [(215, 39, -0.09998975, 51.75436293), (405, 66, 0.18228006, 51.74640997)]


def engine():
    return create_engine(
        "postgresql://{POSTGRES_USER}:{POSTGRES_PASSWORD}"
        "@{POSTGRES_HOSTNAME}/{APPLICATION_DB}".format(**os.environ)
    )


def fill(session):
    for number, (size, price, longitude, latitude) in enumerate(ROOMS):
        code = str(uuid.UUID(int=number))
        session.add(Room(code=code, size=size, price=price, longitude=longitude, latitude=latitude))
    session.commit()


def show(session):
    for room in session.query(Room).order_by(Room.id):
        print(room.id, room.code, room.size, room.price, room.longitude, room.latitude)


if __name__ == "__main__":
    with Session(engine()) as session:
        {"fill": fill, "show": show}[sys.argv[1]](session)
