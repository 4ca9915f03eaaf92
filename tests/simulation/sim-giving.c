/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim.h"

#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "store/pd-store-lost.h"
#include "store/pd-store-outbox.h"
#include "wire/pd-wire-lost.h"
#include "wire/pd-wire.h"

#include <string.h>

/* An administrator gives a restored platform back what it has lost; as pd-sync-lost.c does, on this network. */

static const char *
group_of (const PdStoreLost *lost)
{
  const PdRecordType *type = pd_record_get_record_type (lost->record);
  const char *order =
      type == &pd_invoice_type ? pd_record_get_text (lost->record, PD_INVOICE_ORDER_ID) : NULL;

  if (type != &pd_order_type && type != &pd_invoice_type)
    return "";
  return order != NULL ? order : pd_record_get_id (lost->record);
}

static int
compare_lost (gconstpointer a, gconstpointer b)
{
  const PdStoreLost *x = *(const PdStoreLost *const *) a, *y = *(const PdStoreLost *const *) b;
  int order = strcmp (group_of (x), group_of (y));

  return order != 0 ? order
                    : (pd_record_get_record_type (x->record) == &pd_invoice_type) -
                          (pd_record_get_record_type (y->record) == &pd_invoice_type);
}

static gboolean
list_job (SimDesktop *desktop, gpointer data, GError **error)
{
  GPtrArray **all = data;

  *all = pd_store_list_lost (desktop->session, error);
  return *all != NULL;
}

static gboolean
settle_job (SimDesktop *desktop, gpointer data, GError **error)
{
  GPtrArray *results = data;
  g_autoptr (GPtrArray) all = pd_store_list_lost (desktop->session, error);

  for (guint i = 0; all != NULL && i < all->len; i++)
    for (guint j = 0; j < results->len; j++)
      {
        const PdStoreLost *lost = g_ptr_array_index (all, i);
        const PdResult *result = g_ptr_array_index (results, j);

        if (g_strcmp0 (result->mutation_id, pd_record_get_id (lost->record)) == 0 &&
            !pd_store_settle_lost (desktop->session, lost->record, result, sim_desktop_now (desktop), error))
          return FALSE;
      }
  return all != NULL;
}

static void
answered (SimDesktop *desktop, const SimAnswer *answer)
{
  g_autoptr (GPtrArray) results = NULL;

  if (answer->status == 200 && g_str_has_prefix (answer->type, "application/"))
    results = pd_wire_results_from_text (g_bytes_get_data (answer->body, NULL),
                                         (gssize) g_bytes_get_size (answer->body), NULL);
  for (guint i = 0; results != NULL && i < results->len; i++)
    {
      const PdResult *result = g_ptr_array_index (results, i);

      sim_trace (desktop->sim, "given back %s: %s %s", result->mutation_id, pd_outcome_name (result->outcome),
                 result->code != NULL ? result->code : "");
    }
  if (results != NULL && sim_desktop_write (desktop, settle_job, results))
    sim_saved (desktop);
}

void
sim_give_back (SimDesktop *desktop)
{
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GPtrArray) part = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_wire_lost_free);
  g_autofree char *epoch = NULL;
  g_autoptr (GBytes) body = NULL;
  char *text;

  if (desktop->engine == NULL || desktop->offline || desktop->sides[SIM_SIDE_GIVE].request != 0)
    return;
  epoch = pd_store_get_meta (desktop->session, PD_STORE_META_EPOCH, NULL);
  if (epoch == NULL || !sim_desktop_write (desktop, list_job, &all) || all->len == 0)
    return;
  g_ptr_array_sort (all, compare_lost);
  for (guint i = 0; i < MIN (all->len, PD_WIRE_MAX_LOST); i++)
    {
      const PdStoreLost *lost = g_ptr_array_index (all, i);

      g_ptr_array_add (part, pd_wire_lost_new (lost->there, lost->record));
    }
  sim_trace (desktop->sim, "desktop %u gives %u records back", desktop->index, part->len);
  text = pd_wire_lost_to_text (epoch, part);
  body = g_bytes_new_take (text, strlen (text));
  sim_network_ask (desktop, SIM_SIDE_GIVE, "POST", "/v1/sync/lost", NULL, body, answered);
}
