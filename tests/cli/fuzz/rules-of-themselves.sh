# Files that need themselves are told, not followed.
printf '1 if @again == 1\n' >again
printf '@round\n' >round
printf 's\na\n' | gpu-extract >in.rows
gpu-bucket x=@again <in.rows >out.rows
echo $?
gpu-bucket @round <in.rows >out.rows
echo $?
