"""The run lock: any number of runs may begin at once, one works, the others wait."""
