"""The same models after a year: one change of every kind that autogenerate recognises."""

from sqlalchemy import Column, ForeignKey, Integer, MetaData, String, UniqueConstraint
from sqlalchemy.orm import declarative_base

Base = declarative_base(
    metadata=MetaData(
        naming_convention={
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "ix": "ix_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
)


class Publisher(Base):  # a table added; the table "country" is gone
    __tablename__ = "publisher"

    id = Column(Integer, primary_key=True)
    name = Column(String(100), nullable=False)


class Author(Base):
    __tablename__ = "author"
    # a named unique constraint added, the one on "email" removed
    __table_args__ = (UniqueConstraint("name", "born", name="uq_author_name_born"),)

    id = Column(Integer, primary_key=True)
    name = Column(String(100), nullable=False)  # its index removed
    email = Column(String(100), index=True)  # an index added
    born = Column(Integer)  # a column added; the column "nickname" is gone


class Book(Base):
    __tablename__ = "book"

    id = Column(Integer, primary_key=True)
    title = Column(String(200), nullable=False)  # nullable before
    author_id = Column(Integer)  # its foreign key removed
    country_id = Column(Integer)
    publisher_id = Column(Integer, ForeignKey("publisher.id"))  # a foreign key added
