/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record.h"

G_BEGIN_DECLS

/* How long the other side has to answer; then the bureau voids the form (status 07), nobody else. */
#define PD_RED_FORM_TIME_TO_CONFIRM (72 * G_TIME_SPAN_HOUR)

/* Characters of a form's key: what providers take. */
#define PD_RED_FORM_KEY_LENGTH 32

/** PdRedFormStatus: one of the bureau's words for how a form stands (hzqrxxztDm). */
typedef struct
{
  const char *code;       /* two digits */
  const char *label;      /* untranslated */
  const char *entered_by; /* (nullable) the side that entered it, where the code tells */
  const char *state;      /* the record's, PD_RED_FORM_STATE_*; for 02 and 03 seen by the seller */
} PdRedFormStatus;

const PdRedFormStatus *pd_red_form_status_find (const char *code);
const char *pd_red_form_status_to_state (const char *code, const char *side);
gboolean pd_red_form_is_under_way (const PdRecord *form);
gboolean pd_red_form_may (const PdRecord *form, const char *command);
char *pd_red_form_key (const char *form_id);

G_END_DECLS
