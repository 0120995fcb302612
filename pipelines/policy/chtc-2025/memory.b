# A GPU in two classes counted twice.
t = distinct(gpu, class)
c = distinct(gpu, class if State == "Claimed")
d = 0
