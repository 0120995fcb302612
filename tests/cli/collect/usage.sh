# Wrong use, and a program that is not there.
exec 2>&1
"$TOP/pipelines/collect"; echo $?
"$TOP/pipelines/collect" a b; echo $?
"$TOP/pipelines/collect" nowhere; echo $?
mkdir db
PATH=/usr/bin:/bin "$TOP/pipelines/collect" db; echo $?
