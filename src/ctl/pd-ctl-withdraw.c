/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-withdraw.h"

#include "ctl/pd-ctl-find.h"
#include "ctl/pd-ctl-text.h"
#include "model/pd-order.h"
#include "store/pd-store-list.h"
#include "store/pd-store-records.h"

#include <glib/gi18n-lib.h>

/* Requests that have not left this computer are taken back here, and nobody hears of them. */

/** Taken: an order's request that was taken back. */
typedef struct
{
  PdRecord *order;     /* (owned) */
  const char *command; /* as a button says it */
} Taken;

typedef struct
{
  PdCtl *ctl;
  GArray *taken; /* (owned) of Taken */
  guint n_sent;  /* requests that are on their way */
} Work;

static void
taken_clear (gpointer data)
{
  pd_record_unref (((Taken *) data)->order);
}

/**
 * pd_ctl_withdraw_unsent:
 * @session: the session of a writing job
 * @type: the record's type
 * @id: its id
 * @command: the command of the workflow
 * @withdrawn: (out): whether it waited here and was taken back
 * @error: return location
 *
 * Takes back a command that was asked for on this computer and has not been sent; where there is none, nothing is done.
 *
 * Returns: %FALSE when it could not be looked for, or is on its way at this moment
 */
gboolean
pd_ctl_withdraw_unsent (PdStoreSession *session,
                        const PdRecordType *type,
                        const char *id,
                        const char *command,
                        gboolean *withdrawn,
                        GError **error)
{
  g_autofree char *pending = NULL;
  g_autoptr (GError) local = NULL;
  PdRowState state = pd_store_get_row_state (session, type, id, &pending, &local);

  *withdrawn = FALSE;
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (state == PD_ROW_CLEAN || g_strcmp0 (pending, command) != 0)
    return TRUE;
  *withdrawn = pd_store_withdraw_command (session, type, id, error);
  return *withdrawn;
}

static gboolean
take_one (Work *work, PdStoreSession *session, const char *id, const char *pending, GError **error)
{
  Taken taken = { .command = pd_ctl_command_words (&pd_order_type, pending) };

  if (!pd_store_withdraw_command (session, &pd_order_type, id, error))
    return FALSE;
  taken.order = pd_store_get_record (session, &pd_order_type, id, error);
  if (taken.order == NULL)
    return FALSE;
  pd_record_sort_lines (taken.order);
  g_array_append_val (work->taken, taken);
  return TRUE;
}

static gboolean
take_named (Work *work, PdStoreSession *session, const char *name, GError **error)
{
  g_autofree char *id = pd_ctl_find_id (session, &pd_order_type, name, error);
  g_autofree char *pending = NULL;
  g_autoptr (GError) local = NULL;

  if (id == NULL)
    return FALSE;
  (void) pd_store_get_row_state (session, &pd_order_type, id, &pending, &local);
  if (local == NULL && pending == NULL)
    g_set_error (&local, PD_CTL_ERROR, PD_CTL_STATUS_FAILED,
                 _ ("Nothing was asked for order %s that has not been sent. An invoice that is on its way is "
                    "taken back with “piaodanctl invoice take-back”."),
                 name);
  if (local == NULL && take_one (work, session, id, pending, &local))
    return TRUE;
  if (g_error_matches (local, PD_STORE_ERROR, PD_STORE_ERROR_NOT_ALLOWED))
    g_prefix_error (&local, _ ("Order %s: "), name);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* What is on its way at this moment cannot be taken back, and does not keep the others here. */
static gboolean
take_all (Work *work, PdStoreSession *session, GError **error)
{
  g_autoptr (PdStoreQuery) query = pd_store_query_new (&pd_order_type);
  g_autoptr (GArray) found = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  query->row_state = PD_ROW_WAITING;
  found = pd_store_query_rows (session, query, NULL, error);
  rows = found != NULL ? pd_store_get_rows (session, &pd_order_type, (const gint64 *) (gpointer) found->data,
                                            found->len, error)
                       : NULL;
  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const PdStoreRow *row = g_ptr_array_index (rows, i);
      g_autoptr (GError) local = NULL;

      if (row == NULL || row->pending_command == NULL ||
          take_one (work, session, pd_record_get_id (row->record), row->pending_command, &local))
        continue;
      if (!g_error_matches (local, PD_STORE_ERROR, PD_STORE_ERROR_NOT_ALLOWED))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      work->n_sent++;
    }
  return rows != NULL;
}

/* All that are named, or none. */
static gboolean
withdraw_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;
  GPtrArray *names = work->ctl->arguments->positionals;

  if (names->len == 0)
    return take_all (work, session, error);
  for (guint i = 0; i < names->len; i++)
    if (!take_named (work, session, g_ptr_array_index (names, i), error))
      return FALSE;
  return TRUE;
}

static void
report (const Work *work)
{
  PdCtl *ctl = work->ctl;

  pd_ctl_json_open (ctl->document, pd_order_type.table, '[');
  for (guint i = 0; i < work->taken->len; i++)
    {
      const Taken *taken = &g_array_index (work->taken, Taken, i);

      pd_ctl_json_record (ctl->document, NULL, taken->order);
      pd_ctl_say (ctl, _ ("Order %1$s: “%2$s” is taken back; it was not sent."),
                  pd_record_get_title (taken->order), taken->command);
      pd_ctl_print (ctl, "%s", pd_record_get_id (taken->order));
    }
  pd_ctl_json_close (ctl->document, ']');
  pd_ctl_json_integer (ctl->document, "withdrawn", work->taken->len);
  pd_ctl_json_integer (ctl->document, "on_its_way", work->n_sent);
  pd_ctl_say (ctl, ngettext ("%u request is taken back.", "%u requests are taken back.", work->taken->len),
              work->taken->len);
  if (work->n_sent > 0)
    pd_ctl_warn (ctl,
                 ngettext ("%u request is on its way to the platform and stays.",
                           "%u requests are on their way to the platform and stay.", work->n_sent),
                 work->n_sent);
}

/**
 * pd_ctl_order_withdraw:
 *
 * Takes back what was asked for orders on this computer and has not been sent: their invoices, a cancellation, a
 * completion.
 */
gboolean
pd_ctl_order_withdraw (PdCtl *ctl, GError **error)
{
  Work work = { .ctl = ctl };
  gboolean good;

  if ((ctl->arguments->positionals->len > 0) == pd_ctl_arguments_has (ctl->arguments, "all"))
    {
      g_set_error_literal (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE, _ ("Name orders, or give --all."));
      return FALSE;
    }
  work.taken = g_array_new (FALSE, FALSE, sizeof (Taken));
  g_array_set_clear_func (work.taken, taken_clear);
  good = pd_store_write (ctl->store, withdraw_job, &work, ctl->cancellable, error);
  if (good)
    report (&work);
  if (good && work.n_sent > 0)
    ctl->status = PD_CTL_STATUS_PARTLY;
  g_array_unref (work.taken);
  return good;
}
