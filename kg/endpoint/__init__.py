"""A snapshot in a store on another machine: sent to it (`kg push`), asked there, and copied from it (`kg --endpoint`).

`push` sends, `connection` finds what was sent, `running` and `store` ask it, and `mirror` copies it.
"""
