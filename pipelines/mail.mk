# A report as mail: made by nightly.mk, handed to sendmail.
#
#   make -f mail.mk daily|weekly|monthly DATA=dir OUT=dir FROM=address
#       TO=address,... | RECIPIENTS=file          who gets it
#       [ADMIN=address]                           who is told of a failure
#       [PREFIX=text]                             in front of the subject
#       [END='YYYY-MM-DD HH:MM:SS'] [MONTH=YYYY-MM]
#       [DRY_RUN=1]                               only OUT/NAME.eml
#       [AGAIN=1]                                 also what was sent before
#       [PICTURES=no]                             charts without rsvg-convert
#       [SENDMAIL='sendmail -t -i']               words, no shell
#       [RETRIES=2] [PAUSE=30] [SEND_TIMEOUT=120] tries after the first, seconds
#       and what nightly.mk takes: POLICY BUCKET OWNED EXCLUDE ... LOCK_WAIT
#   make -f mail.mk test DATA= OUT= FROM= ADMIN=  the daily one, to ADMIN alone
#   make -f mail.mk flush OUT=dir                 what waits in OUT/spool
#
# daily and weekly are of the 24 and 168 hours before END or the newest row,
# monthly of the calendar month before that.  NAME is daily-2026-10-31 or
# monthly-2026-09: it is sent once.  A message waits in OUT/spool until
# SENDMAIL ends with 0, and is then kept in OUT/sent; what waits goes first in
# the next run.  OUT/mail.log has a line for each try.  A report that can't be
# made is never sent: ADMIN is told, once a day for the same failure.

DATA =
OUT =
FROM =
TO =
RECIPIENTS =
ADMIN =
PREFIX =
END =
MONTH =
DRY_RUN =
AGAIN =
PICTURES =
SENDMAIL = sendmail -t -i
RETRIES = 2
PAUSE = 30
SEND_TIMEOUT = 120

REPORTS = daily weekly monthly
GOALS := $(filter $(REPORTS) test,$(MAKECMDGOALS))

ifneq ($(words $(filter $(REPORTS) test flush,$(MAKECMDGOALS))),1)
$(error say what: one of daily, weekly, monthly, test and flush)
endif
ifeq ($(OUT),)
$(error say where messages are kept: OUT=dir)
endif
ifneq ($(GOALS),)
ifeq ($(and $(DATA),$(FROM)),)
$(error say where the data are and who it is from: DATA=dir FROM=address)
endif
endif
ifneq ($(filter $(REPORTS),$(GOALS)),)
ifeq ($(or $(TO),$(RECIPIENTS)),)
$(error say who gets it: TO=address,... or RECIPIENTS=file)
endif
ifneq ($(and $(TO),$(RECIPIENTS)),)
$(error say who gets it by TO or by RECIPIENTS, not by both)
endif
endif
ifneq ($(filter test,$(GOALS)),)
ifeq ($(ADMIN),)
$(error a test goes to the administrator: ADMIN=address)
endif
endif

P := $(patsubst %/,%,$(dir $(abspath $(lastword $(MAKEFILE_LIST)))))
NAME = mail
LOCK = $(OUT)/work/lock
LEFT = $(OUT)/work/*/work/*.rows.?????? $(OUT)/work/*/work/before/*.rows.??????
include $(P)/head.mk
ifdef LOCKED
.PHONY: $(REPORTS) test flush

export DATA OUT FROM TO RECIPIENTS ADMIN PREFIX END MONTH DRY_RUN AGAIN
export SENDMAIL RETRIES PAUSE SEND_TIMEOUT MAKE
export WORK := $(abspath $(OUT)/work)
$(REPORTS) test flush:
	+$(P)/mailer $@
endif
