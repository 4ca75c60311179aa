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


class Country(Base):
    __tablename__ = "country"

    id = Column(Integer, primary_key=True)
    code = Column(String(2), nullable=False)


class Author(Base):
    __tablename__ = "author"
    __table_args__ = (UniqueConstraint("email", name="uq_author_email"),)

    id = Column(Integer, primary_key=True)
    name = Column(String(100), nullable=False, index=True)
    email = Column(String(100))
    nickname = Column(String(50))


class Book(Base):
    __tablename__ = "book"

    id = Column(Integer, primary_key=True)
    title = Column(String(200))
    author_id = Column(Integer, ForeignKey("author.id"))
    country_id = Column(Integer)
