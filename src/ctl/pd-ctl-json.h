/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-problem.h"
#include "model/pd-record.h"

G_BEGIN_DECLS

/**
 * PdCtlJson:
 *
 * A JSON document that is written from its beginning to its end. The name of a member is %NULL inside an array.
 */
typedef struct _PdCtlJson PdCtlJson;

PdCtlJson *pd_ctl_json_new (void);
void pd_ctl_json_free (PdCtlJson *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdCtlJson, pd_ctl_json_free)
void pd_ctl_json_open (PdCtlJson *self, const char *name, char bracket);
void pd_ctl_json_close (PdCtlJson *self, char bracket);
void pd_ctl_json_string (PdCtlJson *self, const char *name, const char *text);
void pd_ctl_json_integer (PdCtlJson *self, const char *name, gint64 value);
void pd_ctl_json_boolean (PdCtlJson *self, const char *name, gboolean value);
void pd_ctl_json_raw (PdCtlJson *self, const char *name, const char *json);
void pd_ctl_json_record (PdCtlJson *self, const char *name, const PdRecord *record);
void pd_ctl_json_problems (PdCtlJson *self, const char *name, GPtrArray *problems);
const char *pd_ctl_json_text (const PdCtlJson *self);

G_END_DECLS
