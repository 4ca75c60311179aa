"""SQLAlchemy vocabulary: building, copying and naming of schema items; every version difference."""
