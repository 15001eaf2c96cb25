"""What the text of a policy may hold, guessed for staff to take or to leave: nothing of this is stored or shown unasked.

`benefits` reads 扶持力度, `rounds` the days between which one may apply, `materials` 提交材料, `points` the windows of 受理服务.
Each guess has the words that it was read from.
"""
