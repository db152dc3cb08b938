"""Documents that a library reads which small input can crash, hang or fill: in a child process with limits.

parent: `children` (starts, asks, says how it ended) <-> child: `worker` (sets its limits, answers), `texts`, `sheets`

The child is a bound and no cell: it has the rights of its user. It loads little, and serves one document after another.
"""
