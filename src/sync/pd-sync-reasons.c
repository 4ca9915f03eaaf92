/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-sync"

#include "sync/pd-sync-reconcile.h"

#include "model/pd-invoice.h"
#include "model/pd-order.h"

#include <glib/gi18n-lib.h>

/* Why a record is not in both places alike, in words, and what a person can do. */

#define SYNCHRONISE N_ ("Synchronise: it is sent as soon as the platform can be reached.")

static const struct
{
  const char *name;
  const char *sentence;
  const char *advice; /* (nullable) NULL: nothing is to be done */
} reasons[] = {
  [PD_RECONCILE_BOTH] = { "both", N_ ("It is on this computer and on the platform."), NULL },
  [PD_RECONCILE_NEVER_SENT] = { "never-sent", N_ ("It was saved on this computer and has never been sent."),
                                SYNCHRONISE },
  [PD_RECONCILE_UNSENT] = { "unsent", N_ ("Changes that were saved on this computer have not been sent yet."),
                            SYNCHRONISE },
  [PD_RECONCILE_DELETED_HERE] = { "deleted-here",
                                  N_ ("It was deleted on this computer; the platform does not know yet."),
                                  SYNCHRONISE },
  [PD_RECONCILE_ON_ITS_WAY] = { "on-its-way",
                                N_ ("It is on its way to the platform, which has not answered yet."),
                                N_ ("Synchronise again in a moment. It is never counted twice.") },
  [PD_RECONCILE_CONFLICT] = { "conflict", N_ ("Somebody else changed the same, so it waits for a decision."),
                              N_ ("Decide under Conflicts which version is right.") },
  [PD_RECONCILE_REFUSED] = { "refused", N_ ("The platform did not take it."),
                             N_ ("Look at it under Conflicts, correct it and save it again.") },
  [PD_RECONCILE_QUEUED] = { "queued",
                            N_ ("The invoice was asked for; the platform has not sent it to the tax bureau "
                                "yet."),
                            N_ ("Wait: the invoice arrives by itself.") },
  [PD_RECONCILE_AT_BUREAU] = { "at-bureau", N_ ("The tax bureau has not answered yet."),
                               N_ ("Wait: the invoice arrives by itself.") },
  [PD_RECONCILE_BUREAU_SIGN_IN] = { "bureau-sign-in",
                                    N_ ("The tax bureau wants somebody to sign in before it issues the "
                                        "invoice."),
                                    N_ ("Sign in to the tax bureau, or ask finance to do it.") },
  [PD_RECONCILE_BUREAU_UNKNOWN] = { "bureau-unknown",
                                    N_ ("Nobody knows yet whether the tax bureau issued the invoice; it is "
                                        "being "
                                        "asked."),
                                    N_ ("Wait, and do not issue it again: it would be doubled.") },
  [PD_RECONCILE_BUREAU_REFUSED] = { "bureau-refused", N_ ("The tax bureau did not issue the invoice."),
                                    N_ ("Correct the order and issue it again.") },
  [PD_RECONCILE_CANCELLED] = { "cancelled", N_ ("The order was cancelled."),
                               N_ ("Reopen the order if it is needed after all.") },
  [PD_RECONCILE_DELETED] = { "deleted", N_ ("It was deleted."),
                             N_ ("Enter it again if it is needed after all.") },
  [PD_RECONCILE_NEWER_THERE] = { "newer-there",
                                 N_ ("The platform has a newer version that has not arrived on this computer "
                                     "yet."),
                                 N_ ("Synchronise: it is fetched.") },
  [PD_RECONCILE_MISSING_HERE] = { "missing-here",
                                  N_ ("The platform has it; it has not arrived on this computer."),
                                  N_ ("Repair: it is fetched.") },
  [PD_RECONCILE_CHANGED] = { "changed",
                             N_ ("What this computer has is not what the platform has: it was changed on the "
                                 "way or "
                                 "damaged."),
                             N_ ("Repair: it is fetched again, and nothing that waits here is lost.") },
  [PD_RECONCILE_LOST] = { "lost",
                          N_ ("The platform had it and has lost it, as happens when older data are restored. "
                              "This "
                              "computer has kept it."),
                          N_ ("An administrator can give it back to the platform from this computer.") },
  [PD_RECONCILE_NOT_TAKEN_BACK] = { "not-taken-back",
                                    N_ ("The platform has lost it and did not take it back from this "
                                        "computer."),
                                    N_ ("Put right what the platform says and give it back again, or enter "
                                        "it anew and "
                                        "forget this version.") },
  [PD_RECONCILE_OTHER_COMPANY] = { "other-company", N_ ("It belongs to another company."),
                                   N_ ("Sign in for that company to see it.") },
  [PD_RECONCILE_TOO_OLD] = { "too-old",
                             N_ ("The platform has it; it is older than what this computer keeps."),
                             N_ ("Let this computer keep more years, and synchronise.") },
  [PD_RECONCILE_HIDDEN] = { "hidden", N_ ("The platform has it, but you may not see it."),
                            N_ ("Ask an administrator to let you see it.") },
  [PD_RECONCILE_NOT_HERE] = { "not-here",
                              N_ ("This computer does not have it, and the platform could not be asked."),
                              N_ ("Ask again when the platform can be reached.") },
  [PD_RECONCILE_NOT_ALL] = { "not-all",
                             N_ ("So many records are alike that not all of them were looked at: it may be "
                                 "among the "
                                 "others."),
                             N_ ("Enter more of the number or of the name.") },
  [PD_RECONCILE_NOWHERE] = { "nowhere", N_ ("Neither this computer nor the platform has it."),
                             N_ ("Check the number. Perhaps it was entered for another company, on a "
                                 "computer that "
                                 "has not synchronised since, or not at all.") },
};

const char *
pd_reconcile_reason_name (PdReconcileReason reason)
{
  return reasons[reason].name;
}

/** pd_reconcile_reason_sentence: Returns: (transfer none): where it is and why */
const char *
pd_reconcile_reason_sentence (PdReconcileReason reason)
{
  return _ (reasons[reason].sentence);
}

/** pd_reconcile_reason_advice: Returns: (transfer none) (nullable): what to do now; %NULL: nothing */
const char *
pd_reconcile_reason_advice (PdReconcileReason reason)
{
  return reasons[reason].advice != NULL ? _ (reasons[reason].advice) : NULL;
}

void
pd_reconcile_item_free (PdReconcileItem *item)
{
  g_free (item->id);
  g_free (item->title);
  g_free (item->month);
  g_free (item->flow_state);
  g_free (item->message);
  g_free (item);
}

/**
 * pd_reconcile_item_describe:
 * @item: an item
 *
 * Returns: (transfer full): where it is and why, since when, and in the platform's or the bureau's own words
 */
char *
pd_reconcile_item_describe (const PdReconcileItem *item)
{
  GString *text = g_string_new (pd_reconcile_reason_sentence (item->reason));

  if (item->since > 0)
    {
      g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (item->since / G_TIME_SPAN_SECOND);
      g_autoptr (GDateTime) time = utc != NULL ? g_date_time_to_local (utc) : NULL;
      g_autofree char *since = time != NULL ? g_date_time_format (time, "%Y-%m-%d %H:%M") : NULL;

      if (since != NULL)
        {
          g_string_append_c (text, ' ');
          /* Translators: the time since when a record waits, follows a sentence that says where it is. */
          g_string_append_printf (text, _ ("(Since %s.)"), since);
        }
    }
  if (item->message != NULL && *item->message != '\0')
    g_string_append_printf (text, " %s", item->message);
  return g_string_free (text, FALSE);
}

static PdReconcileReason
reason_of_invoice (const char *state)
{
  if (g_strcmp0 (state, PD_INVOICE_STATE_QUEUED) == 0)
    return PD_RECONCILE_QUEUED;
  if (g_strcmp0 (state, PD_INVOICE_STATE_SUBMITTED) == 0)
    return PD_RECONCILE_AT_BUREAU;
  if (g_strcmp0 (state, PD_INVOICE_STATE_WAITING) == 0)
    return PD_RECONCILE_BUREAU_SIGN_IN;
  if (g_strcmp0 (state, PD_INVOICE_STATE_UNKNOWN) == 0)
    return PD_RECONCILE_BUREAU_UNKNOWN;
  if (g_strcmp0 (state, PD_INVOICE_STATE_FAILED) == 0)
    return PD_RECONCILE_BUREAU_REFUSED;
  return PD_RECONCILE_BOTH;
}

static PdReconcileReason
reason_of (const PdStoreStanding *standing)
{
  switch (standing->state)
    {
    case PD_ROW_WAITING:
      if (standing->revision == 0)
        return PD_RECONCILE_NEVER_SENT;
      return standing->deleted ? PD_RECONCILE_DELETED_HERE : PD_RECONCILE_UNSENT;
    case PD_ROW_IN_FLIGHT:
      return PD_RECONCILE_ON_ITS_WAY;
    case PD_ROW_CONFLICT:
      return PD_RECONCILE_CONFLICT;
    case PD_ROW_REJECTED:
      return PD_RECONCILE_REFUSED;
    case PD_ROW_CLEAN:
    default:
      break;
    }
  if (standing->deleted)
    return PD_RECONCILE_DELETED;
  if (standing->type == &pd_invoice_type)
    return reason_of_invoice (standing->flow_state);
  return g_strcmp0 (standing->flow_state, PD_ORDER_STATE_CANCELLED) == 0 ? PD_RECONCILE_CANCELLED
                                                                         : PD_RECONCILE_BOTH;
}

/** pd_reconcile_item_from_standing: Returns: (transfer full): what this cache knows of a record */
PdReconcileItem *
pd_reconcile_item_from_standing (const PdStoreStanding *standing)
{
  PdReconcileItem *item = g_new0 (PdReconcileItem, 1);

  item->type = standing->type;
  item->id = g_strdup (standing->id);
  item->title = g_strdup (standing->title);
  item->month = g_strdup (standing->month);
  item->flow_state = g_strdup (standing->flow_state);
  item->total = standing->total;
  item->reason = reason_of (standing);
  item->since = standing->since;
  item->message = g_strdup (standing->message);
  item->here = !standing->deleted;
  item->there = standing->revision > 0;
  return item;
}
