"""The directives, by family: real methods that build an operation and have it carried out."""
