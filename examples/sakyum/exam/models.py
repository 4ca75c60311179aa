from datetime import datetime

from sakyum.contrib import db


class ExamQuestionModel(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    question_text = db.Column(db.String(80), unique=True, nullable=False)
    pub_date = db.Column(db.DateTime, nullable=False, default=datetime.now)
    choices = db.relationship("ExamChoiceModel", backref="question", lazy=True)


class ExamChoiceModel(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    choice_text = db.Column(db.String(80), nullable=False)
    question_id = db.Column(db.Integer, db.ForeignKey("exam_question_model.id"), nullable=False)
