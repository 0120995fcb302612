"""Runs a workflow of DAGMan: its nodes in order, each with the executable and
the arguments of its inline description, retried as RETRY says.  What happens
is told, and the status is 1 if a node failed."""
import random
import re
import subprocess
import sys

jobs, variables, parents, retry = {}, {}, {}, (0, None)
descriptions, inside = {}, None
for line in open(sys.argv[1]):
    line = line.strip()
    words = line.split()
    if not words or line.startswith("#"):
        continue
    if inside is not None:
        if line == "}":
            inside = None
        else:
            key, value = line.split("=", 1)
            assert key.strip() not in inside
            inside[key.strip()] = value.strip()
    elif words[0] == "SUBMIT-DESCRIPTION":
        assert words[2] == "{"
        inside = descriptions[words[1]] = {}
    elif words[0] == "JOB":
        assert re.fullmatch(r"\w+", words[1]) and words[1] not in jobs
        jobs[words[1]] = descriptions[words[2]]
    elif words[0] == "VARS":
        variables[words[1]] = dict(re.findall(r'(\w+)="([^"]*)"', line))
    elif words[0] == "PARENT":
        child = words.index("CHILD")
        for node in words[child + 1:]:
            parents.setdefault(node, set()).update(words[1:child])
    elif words[0] == "RETRY":
        assert words[1] == "ALL_NODES" and words[3] == "UNLESS-EXIT"
        retry = int(words[2]), int(words[4])
    else:
        sys.exit(f"unknown: {line}")
assert inside is None and set(variables) | set(parents) <= set(jobs)


def expand(text, node):
    values = dict(variables.get(node, {}), DOLLAR="$")
    return re.sub(r"\$\((\w+)\)", lambda m: values[m[1]], text)


def run(node):
    job = jobs[node]
    arguments = re.fullmatch(r'"([^"\']*)"', job["arguments"])[1]
    command = [expand(job["executable"], node)]
    command += expand(arguments, node).split()
    for left in range(retry[0], -1, -1):
        with open(expand(job["error"], node), "w") as error:
            status = subprocess.run(command, stdin=subprocess.DEVNULL,
                                    stderr=error).returncode
        print(node, status)
        if status in (0, retry[1]):
            break
    return status


done, failed = set(), set()
while ready := [n for n in jobs if n not in done | failed
                and parents.get(n, set()) <= done]:
    node = random.choice(ready)
    (failed if run(node) else done).add(node)
for node in sorted(set(jobs) - done - failed):
    print(node, "not run")
sys.exit(bool(failed))
