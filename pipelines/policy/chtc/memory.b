# The GPUs of one memory class in a bucket.
t = distinct(gpu)
c = distinct(gpu if State == "Claimed")
d = distinct(gpu if State in ("Claimed", "Drained")) - c
