/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-order-precheck.h"

#include "ctl/pd-ctl-find.h"
#include "model/pd-date.h"
#include "model/pd-entry-check.h"
#include "model/pd-order.h"
#include "model/pd-problem.h"
#include "store/pd-store-entry.h"
#include "store/pd-store-stock.h"

#include <glib/gi18n-lib.h>

/** Precheck: of one order. */
typedef struct
{
  PdCtl *ctl;
  PdRecord *order;      /* (owned) */
  GPtrArray *doubts;    /* (owned) of PdEntryDoubt */
  GPtrArray *shortages; /* (owned) of PdStoreShortage */
} Precheck;

static void
precheck_clear (Precheck *precheck)
{
  g_clear_pointer (&precheck->order, pd_record_unref);
  g_clear_pointer (&precheck->doubts, g_ptr_array_unref);
  g_clear_pointer (&precheck->shortages, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Precheck, precheck_clear)

static gboolean
precheck_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Precheck *precheck = data;
  gint64 now = g_get_real_time ();
  g_autofree char *today = pd_date_in_china (now);

  precheck->order =
      pd_ctl_find (session, &pd_order_type, pd_ctl_arguments_positional (precheck->ctl->arguments, 0), error);
  if (precheck->order == NULL)
    return FALSE;
  precheck->doubts = pd_store_entry_check (session, precheck->order, today, error);
  precheck->shortages =
      precheck->doubts != NULL ? pd_store_stock_shortages (session, precheck->order, now, error) : NULL;
  return precheck->shortages != NULL;
}

/* One thing: to programs by its word and place, to a person as the sentence. */
static void
report (PdCtl *ctl,
        const char *kind,
        const char *line_id,
        const char *field,
        const char *value,
        const char *message)
{
  pd_ctl_json_open (ctl->document, NULL, '{');
  pd_ctl_json_string (ctl->document, "kind", kind);
  pd_ctl_json_string (ctl->document, "line_id", line_id);
  pd_ctl_json_string (ctl->document, "field", field);
  pd_ctl_json_string (ctl->document, "instead", value);
  pd_ctl_json_string (ctl->document, "message", message);
  pd_ctl_json_close (ctl->document, '}');
  pd_ctl_say (ctl, "%s", message);
}

static void
report_problems (PdCtl *ctl, const PdRecord *order, GPtrArray *problems)
{
  for (guint i = 0; i < problems->len; i++)
    {
      const PdProblem *problem = g_ptr_array_index (problems, i);
      g_autofree char *sentence = pd_problem_sentence (problem, order);

      report (ctl, problem->weight == PD_PROBLEM_ERROR ? "error" : "warning", problem->line_id,
              problem->field >= 0 ? problem->type->fields[problem->field].name : NULL, NULL, sentence);
    }
}

static void
report_doubts (PdCtl *ctl, GPtrArray *doubts)
{
  for (guint i = 0; i < doubts->len; i++)
    {
      const PdEntryDoubt *doubt = g_ptr_array_index (doubts, i);
      const PdRecordType *type = doubt->line_id != NULL ? &pd_order_line_type : &pd_order_type;

      report (ctl, pd_entry_doubt_kind_name (doubt->kind), doubt->line_id,
              doubt->field >= 0 ? type->fields[doubt->field].name : NULL,
              doubt->order_id != NULL ? doubt->order_id : doubt->value, doubt->message);
    }
}

static void
report_shortages (PdCtl *ctl, GPtrArray *shortages)
{
  for (guint i = 0; i < shortages->len; i++)
    {
      const PdStoreShortage *shortage = g_ptr_array_index (shortages, i);
      g_autofree char *sentence = pd_stock_shortage_text (shortage->good_name, shortage->missing,
                                                          shortage->expected_at, shortage->receipts_every);

      report (ctl, "stock", shortage->line_id, "quantity", shortage->available, sentence);
    }
}

/**
 * pd_ctl_order_precheck:
 *
 * Tells what of an order gives pause at entry, and what mends it.
 */
gboolean
pd_ctl_order_precheck (PdCtl *ctl, GError **error)
{
  g_auto (Precheck) precheck = { .ctl = ctl };
  g_autoptr (GPtrArray) problems = NULL;

  if (!pd_store_read (ctl->store, precheck_job, &precheck, ctl->cancellable, error))
    return FALSE;
  problems = pd_record_check (precheck.order, PD_REQUIRED_TO_SAVE);
  pd_ctl_json_string (ctl->document, "number", pd_record_get_title (precheck.order));
  pd_ctl_json_open (ctl->document, "problems", '[');
  report_problems (ctl, precheck.order, problems);
  report_doubts (ctl, precheck.doubts);
  report_shortages (ctl, precheck.shortages);
  pd_ctl_json_close (ctl->document, ']');
  if (problems->len + precheck.doubts->len + precheck.shortages->len == 0)
    pd_ctl_say (ctl, "%s", _ ("Nothing of this order gives pause."));
  return TRUE;
}
