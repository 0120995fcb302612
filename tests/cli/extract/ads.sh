# Ads as JSON: what an ad lacks is NULL, lists are json, broken UTF-8 is mended.
printf '[\n{\n  "Name": "a\377",\n  "L": ["x", {"b": 1, "a": null}],\n  "D": 5\n}\n,\n{ "D": 1.5, "T": true }\n]\n' >a.json
gpu-extract a.json | gpu-render -f types
gpu-extract -c Name,L,D,Foo a.json | gpu-render -f csv
printf '[]' | gpu-extract -f json -c A | gpu-render -f csv
printf '{"a":1}\n{"a":"x"}\n' | gpu-extract -T a=text | gpu-render -f csv
