from datetime import datetime

from sqlalchemy import JSON, Column, DateTime, ForeignKey, Integer, String
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class User(Base):
    __tablename__ = "users"

    created_at = Column(DateTime, default=datetime.now)
    updated_at = Column(DateTime, default=datetime.now, onupdate=datetime.now)
    name = Column(String, primary_key=True)
    id = Column(Integer, unique=True)
    info_dict = Column(JSON, default={})


class Job(Base):
    __tablename__ = "jobs"

    jobid = Column(String, primary_key=True)
    user_id = Column(String, ForeignKey("users.name"), index=True)
    duration = Column(Integer)
