# The runner itself: a scratch folder, the given input, a status.
[ -z "$(ls -A)" ] || echo "the folder is not empty"
cat
echo "to the other side" >&2
exit 3
