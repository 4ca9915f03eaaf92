/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-bureau.h"

#include <glib/gi18n-lib.h>

#include "model/pd-problem.h"

const PdChoice pd_bureau_session_choices[] = {
  { PD_BUREAU_SESSION_NONE, N_ ("No sign-in needed") }, { PD_BUREAU_SESSION_UNKNOWN, N_ ("Not known") },
  { PD_BUREAU_SESSION_OUT, N_ ("Signed out") },         { PD_BUREAU_SESSION_CODE, N_ ("A code waits") },
  { PD_BUREAU_SESSION_IN, N_ ("Signed in") },           { NULL, NULL },
};

const PdChoice pd_bureau_rule_choices[] = {
  { PD_BUREAU_RULE_NEVER, N_ ("Never: a person issues") },
  { PD_BUREAU_RULE_ORDINARY, N_ ("Ordinary invoices") },
  { PD_BUREAU_RULE_ALL, N_ ("All invoices") },
  { NULL, NULL },
};

const PdChoice pd_bureau_connection_choices[] = {
  { PD_BUREAU_CONNECTION_UNTRIED, N_ ("Not tried yet") },
  { PD_BUREAU_CONNECTION_WORKS, N_ ("Works") },
  { PD_BUREAU_CONNECTION_FAILS, N_ ("Does not work") },
  { NULL, NULL },
};

#define F PD_FIELD_STRUCT
static const PdField bureau_fields[] = { PD_BUREAU_FIELDS (F) };
#undef F

static void
check_bureau (const PdRecord *bureau, PdRequired level, GPtrArray *problems)
{
  if (pd_record_get_integer (bureau, PD_BUREAU_AUTO_LIMIT) < 0)
    pd_problem_add (problems, bureau, FALSE, PD_BUREAU_AUTO_LIMIT, PD_PROBLEM_ERROR,
                    _ ("This amount cannot be negative."));
}

const PdRecordType pd_bureau_type = {
  .name = "bureau",
  .table = "bureaus",
  .label = N_ ("Tax bureau"),
  .fields = bureau_fields,
  .n_fields = PD_BUREAU_N_FIELDS,
  .title_field = PD_BUREAU_GATEWAY,
  .state_field = PD_BUREAU_SESSION,
  .check = check_bureau,
};
