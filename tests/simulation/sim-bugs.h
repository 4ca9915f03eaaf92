/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** SimBug: a fault put into the simulation on purpose, to see that the invariants find it. */
typedef enum
{
  SIM_BUG_NONE,
  SIM_BUG_ACCEPT_TRUNCATED,
  SIM_BUG_ACCEPT_STALE,
  SIM_BUG_NO_DEDUPE,
  SIM_BUG_NEW_ID_ON_RETRY,
  SIM_BUG_SERVER_LWW,
  SIM_BUG_OVERWRITE_DIRTY,
  SIM_BUG_DROP_REJECTED,
  SIM_BUG_DELETE_WINS,
  SIM_BUG_ISSUE_NO_CAS,
  SIM_BUG_MUTABLE_ISSUED,
  SIM_BUG_CURSOR_FIRST,
  SIM_BUG_SKIP_ROW,
  SIM_BUG_NO_HISTORY_CHECK,
  SIM_BUG_SEND_BEFORE_COMMIT,
  SIM_BUG_LOSE_COMMITTED,
  SIM_BUG_TENANT_LEAK,
  SIM_BUG_RESUBMIT,
  SIM_BUG_WRONG_TOTAL,
  SIM_BUG_HOT_LOOP,
  SIM_BUG_EVICT_DIRTY,
  SIM_BUG_IGNORE_DEPARTURE,
  SIM_BUG_GUARD_OFF,
  SIM_BUG_DIGEST_ALL,
  SIM_BUG_ROLE_AT_HEAD,
  SIM_BUG_FILE_UNVERIFIED,
  SIM_BUG_FILES_FORGED,
  SIM_N_BUGS
} SimBug;

const char *sim_bug_name (SimBug bug);
const char *sim_bug_story (SimBug bug);
SimBug sim_bug_parse (const char *name);

G_END_DECLS
