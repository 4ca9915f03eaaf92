/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-rule.h"

#include "ctl/pd-ctl-find.h"
#include "ctl/pd-ctl-table.h"
#include "ctl/pd-ctl-text.h"
#include "model/pd-assignment.h"
#include "model/pd-order.h"
#include "store/pd-store-assignment.h"

#include <glib/gi18n-lib.h>

/* How many orders are tried where nothing else is said. */
#define LIMIT 100

/** Trial: the rules on past orders. */
typedef struct
{
  PdCtl *ctl;
  gint64 limit;
  GPtrArray *orders; /* (owned) of PdRecord */
  GPtrArray *rules;  /* (owned) of PdRecord */
} Trial;

/* Those named with --with count as switched on. */
static gboolean
switch_on (Trial *trial, PdStoreSession *session, GError **error)
{
  GPtrArray *names = pd_ctl_arguments_get_all (trial->ctl->arguments, "with");

  for (guint i = 0; names != NULL && i < names->len; i++)
    {
      g_autofree char *id = pd_ctl_find_id (session, &pd_assignment_rule_type, names->pdata[i], error);

      if (id == NULL)
        return FALSE;
      for (guint j = 0; j < trial->rules->len; j++)
        if (g_str_equal (pd_record_get_id (trial->rules->pdata[j]), id))
          pd_record_set_flag (trial->rules->pdata[j], PD_ASSIGNMENT_RULE_ACTIVE, TRUE);
    }
  return TRUE;
}

static gboolean
read_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Trial *trial = data;

  trial->rules = pd_store_assignment_rules (session, error);
  trial->orders = trial->rules != NULL && switch_on (trial, session, error)
                      ? pd_store_assignment_orders (session, (guint) trial->limit, error)
                      : NULL;
  return trial->orders != NULL;
}

static void
report (PdCtl *ctl, const PdAssignmentTrial *trial, PdCtlTable *table)
{
  static const guint fields[] = { PD_ORDER_NUMBER, PD_ORDER_SERVICE, PD_ORDER_REGION, PD_ORDER_ASSIGNEE };
  const char *chosen = trial->chosen.assignee;
  PdCtlJson *json = ctl->document;

  pd_ctl_json_open (json, NULL, '{');
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      const char *text = pd_record_get_text (trial->order, fields[i]);

      if (text != NULL)
        pd_ctl_json_string (json, pd_order_type.fields[fields[i]].name, text);
      pd_ctl_table_take (table, pd_ctl_field_text (trial->order, fields[i]));
    }
  if (chosen != NULL)
    pd_ctl_json_string (json, "chosen", chosen);
  if (trial->chosen.reason != NULL)
    pd_ctl_json_string (json, "reason", trial->chosen.reason);
  pd_ctl_json_close (json, '}');
  pd_ctl_table_add (table, chosen != NULL ? chosen : "");
  pd_ctl_table_add (table, trial->chosen.reason != NULL ? trial->chosen.reason : "");
}

static void
report_all (Trial *trial)
{
  static const char *const headings[] = { N_ ("Order number"), N_ ("Service"), N_ ("Region"),
                                          N_ ("Assigned to"),  N_ ("By rule"), N_ ("Why") };
  PdCtl *ctl = trial->ctl;
  g_autoptr (GPtrArray) trials = pd_assignment_try (trial->orders, trial->rules);
  g_autoptr (PdCtlTable) table = pd_ctl_table_new (G_N_ELEMENTS (headings));
  guint n_same = 0;

  for (guint i = 0; i < G_N_ELEMENTS (headings); i++)
    pd_ctl_table_add (table, _ (headings[i]));
  pd_ctl_json_open (ctl->document, "tried", '[');
  for (guint i = 0; i < trials->len; i++)
    {
      const PdAssignmentTrial *one = trials->pdata[i];

      n_same += one->chosen.assignee != NULL &&
                g_strcmp0 (one->chosen.assignee, pd_record_get_text (one->order, PD_ORDER_ASSIGNEE)) == 0;
      report (ctl, one, table);
    }
  pd_ctl_json_close (ctl->document, ']');
  pd_ctl_json_integer (ctl->document, "same", n_same);
  if (!ctl->arguments->json && trials->len > 0)
    pd_ctl_table_write (table, ctl->out);
  pd_ctl_say (ctl, _ ("%1$u orders were tried; %2$u went to whom the rules would have chosen."), trials->len,
              n_same);
}

/**
 * pd_ctl_rule_try:
 *
 * Tells whom the rules would have chosen for past orders, beside who did them.
 */
gboolean
pd_ctl_rule_try (PdCtl *ctl, GError **error)
{
  Trial trial = { .ctl = ctl, .limit = LIMIT };
  gboolean done = pd_ctl_arguments_get_number (ctl->arguments, "limit", 10000, &trial.limit, error) &&
                  pd_store_read (ctl->store, read_job, &trial, ctl->cancellable, error);

  if (done)
    report_all (&trial);
  g_clear_pointer (&trial.orders, g_ptr_array_unref);
  g_clear_pointer (&trial.rules, g_ptr_array_unref);
  return done;
}
