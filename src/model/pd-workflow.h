/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record.h"

G_BEGIN_DECLS

/* In the place of a state: every one; as where to: stays where it is, and the platform moves it on. */
#define PD_WORKFLOW_ANY "*"

/** PdTransition: one arrow of a record's workflow; user interface, platform and tests read the same table. */
typedef struct
{
  const char *type;    /* record type */
  const char *command; /* what asks for it; NULL when only the platform moves it */
  const char *from;
  const char *to;
  const char *label; /* (nullable) for a button; untranslated */
  gboolean freezes;  /* the content is frozen in @to: only annotations may be patched */
  gboolean
      loose; /* a command that holds however the record has changed since, as long as the state is @from */
  gboolean
      once; /* a second person who asks for the same is told so: what it does must not be counted twice */
} PdTransition;

const PdTransition *pd_workflow_find (const PdRecordType *type, const char *command, const char *from);
gboolean pd_workflow_allows (const PdRecordType *type, const char *from, const char *to);
gboolean pd_workflow_is_frozen (const PdRecord *record);
gboolean pd_workflow_offers (const PdRecord *record, const char *command);
char *pd_workflow_obstacle (const PdRecord *record, const char *command, const char *reason);
gboolean pd_workflow_needs_reason (const PdRecord *record, const char *command);
const char *pd_workflow_place (const PdRecord *record);
const char *pd_workflow_command_label (const PdRecordType *type, const char *command);
gboolean pd_workflow_foresees (const PdRecord *record, const char *command);
gboolean pd_workflow_may_follow (const PdRecord *record, const char *pending, const char *command);
gboolean pd_workflow_foresee (PdRecord *record, const char *command, const char *reason, gint64 time);
gboolean pd_workflow_will_freeze (const PdRecord *record, const char *command);
const PdTransition *pd_workflow_transitions (guint *n_transitions);
gint64 pd_workflow_total (const PdRecord *record);

G_END_DECLS
