/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-reminder.h"

G_BEGIN_DECLS

/**
 * PdNoticeKind: why somebody is told.
 * @PD_NOTICE_ASSIGNED: an order or a ticket has become theirs
 * @PD_NOTICE_EXPERT: they are asked for help with a ticket
 * @PD_NOTICE_APPROVED: an order that they entered was approved
 * @PD_NOTICE_SENT_BACK: an order that they entered or do, or a ticket of theirs, came back
 * @PD_NOTICE_REFUSED: an invoice that they asked for was not issued
 * @PD_NOTICE_INBOX: a step that they asked for was not taken, and waits in this computer's inbox
 * @PD_NOTICE_DEADLINE: something of theirs is due today or tomorrow
 */
typedef enum
{
  PD_NOTICE_ASSIGNED,
  PD_NOTICE_EXPERT,
  PD_NOTICE_APPROVED,
  PD_NOTICE_SENT_BACK,
  PD_NOTICE_REFUSED,
  PD_NOTICE_INBOX,
  PD_NOTICE_DEADLINE,
  PD_NOTICE_N_KINDS
} PdNoticeKind;

/** PdNotice: something that a person would like to hear of, once. */
typedef struct
{
  PdNoticeKind kind;
  const PdRecordType
      *type; /* (nullable) of the record to open; NULL where there is none; of a refusal, what it is about */
  char *record_id; /* (owned) (nullable) likewise */
  char *key;       /* (owned) what tells this change from every other */
  char *title;     /* (owned) a sentence */
  char *body;      /* (owned) (nullable) what it is about, and why */
  gboolean is_own; /* they did it themselves: it is remembered, and not told */
} PdNotice;

void pd_notice_free (PdNotice *notice);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdNotice, pd_notice_free)

GPtrArray *pd_notices_new (void);
void pd_notices_of_record (const PdRecord *record, const char *user, gint64 since, GPtrArray *notices);
void
pd_notices_of_reminder (const PdReminder *reminder, const char *user, const char *role, GPtrArray *notices);
void pd_notices_of_refusal (const PdRecordType *type,
                            const char *record_id,
                            const char *conflict_id,
                            const char *title,
                            const char *command,
                            const char *message,
                            GPtrArray *notices);
const char *pd_notice_kind_name (PdNoticeKind kind);
const char *pd_notice_kind_label (PdNoticeKind kind);
char *pd_notices_summary (guint n);

G_END_DECLS
