/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-store"

#include "store/pd-store-rebase.h"

#include "model/pd-received-invoice.h"

/* (transfer full) (nullable) what two desks took in of the same invoice, together */
static PdRecord *
join (const PdRecord *theirs, const PdMutation *mutation)
{
  g_autoptr (PdRecord) joined = NULL;

  if (mutation->type != &pd_received_type)
    return NULL;
  joined = pd_record_copy (theirs);
  return pd_received_join (joined, mutation->record, NULL) ? g_steal_pointer (&joined) : NULL;
}

/**
 * pd_rebase_received:
 * @session: the session of a writing job
 * @row: a creation that waits, of any type
 * @theirs: what the platform has under its id
 * @view: (inout): what a person sees of it
 * @n_done: (inout): how many rows are done with
 * @is_joined: (out): whether it was a received invoice that both tell the same of
 * @error: return location
 *
 * Another desk took the same invoice in: what this one has more goes on as a change. What may be on its way stays as it
 * was sent: the platform joins it in the same way.
 *
 * Returns: %FALSE when the cache failed
 */
gboolean
pd_rebase_received (PdStoreSession *session,
                    PdOutboxRow *row,
                    const PdRecord *theirs,
                    PdRecord **view,
                    guint *n_done,
                    gboolean *is_joined,
                    GError **error)
{
  PdMutation *mutation = row->mutation;
  PdRecord *joined = join (theirs, mutation);

  *is_joined = joined != NULL;
  if (joined == NULL)
    return TRUE;
  pd_record_unref (*view);
  *view = joined;
  if (pd_rebase_same_content (joined, theirs))
    {
      (*n_done)++;
      return pd_outbox_remove (session, row->position, error);
    }
  if (row->sent)
    return TRUE;
  mutation->kind = PD_MUTATION_PATCH;
  mutation->patch = pd_diff (theirs, joined);
  mutation->base_revision = pd_record_get_revision (theirs);
  g_clear_pointer (&mutation->record, pd_record_unref);
  return pd_outbox_update (session, row, error);
}
