"""Change what is coded of a passage in the data files: read it, change it, merge it with other changes, and take changes back.

`kg.editing.coding` reads what is coded of a passage as a value. `kg.editing.rewriting` writes another value into the texts of the files
and leaves everything else as it is. `kg.editing.merging` unites two changes of the same value. `kg.editing.saving` puts the texts in
place in one step. `kg.editing.journal` keeps what was done. `kg.editing.editor` does all of this for a workspace, with undo and redo.
"""
