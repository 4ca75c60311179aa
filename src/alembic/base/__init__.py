"""The ground floor: what every other room may use, and what uses none of them."""

from .installation import refuse_mixture

refuse_mixture()
