/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim.h"

#include "model/pd-invoice.h"

/* A tax bureau on the simulation's clock: what it has issued it never forgets, and its answers get lost. */

typedef struct
{
  char *key;
  char *number;
  char *order;
  gint64 gross;
} Legal;

typedef struct
{
  Sim *sim;
  GPtrArray *book;   /* of Legal */
  GHashTable *asked; /* keys whose outcome the platform may not guess → 1 */
  guint trouble;     /* submissions that go wrong from now on */
  SimRandom random;
} Bureau;

static void
legal_free (gpointer data)
{
  Legal *legal = data;

  g_free (legal->key);
  g_free (legal->number);
  g_free (legal->order);
  g_free (legal);
}

static Legal *
find (Bureau *bureau, const char *key)
{
  for (guint i = 0; i < bureau->book->len; i++)
    {
      Legal *legal = g_ptr_array_index (bureau->book, i);

      if (g_str_equal (legal->key, key))
        return legal;
    }
  return NULL;
}

static PdGatewayAnswer *
issued (Bureau *bureau, const Legal *legal)
{
  PdGatewayAnswer *answer = pd_gateway_answer_new (PD_GATEWAY_ISSUED, NULL);

  answer->number = g_strdup (legal->number);
  answer->issue_date = g_strdup ("2026-11-06");
  answer->issued_at = bureau->sim->now;
  answer->specimen = TRUE;
  return answer;
}

/* I9: an order has one legal invoice at most. After a restore the platform may not know of the first one. */
static void
check_once (Bureau *bureau, const Legal *legal)
{
  for (guint i = 0; i < bureau->book->len; i++)
    {
      const Legal *other = g_ptr_array_index (bureau->book, i);

      if (other != legal && g_strcmp0 (other->order, legal->order) == 0 && !bureau->sim->restored)
        sim_fail (bureau->sim, "I9", "order %s has two legal invoices: %s and %s", legal->order,
                  other->number, legal->number);
    }
}

static Legal *
issue (Bureau *bureau, const PdGatewayRequest *request)
{
  Legal *legal = find (bureau, request->key);

  if (legal != NULL)
    return legal;
  legal = g_new0 (Legal, 1);
  legal->key = g_strdup (request->key);
  legal->number = g_strdup_printf ("264420000100000%05u", bureau->book->len + 1);
  legal->order = g_strdup (pd_record_get_text (request->invoice, PD_INVOICE_ORDER_ID));
  legal->gross = pd_record_get_integer (request->invoice, PD_INVOICE_GROSS_AMOUNT);
  g_ptr_array_add (bureau->book, legal);
  bureau->sim->statistics.invoices++;
  check_once (bureau, legal);
  return legal;
}

static PdGatewayAnswer *
submit (gpointer self, const PdGatewayRequest *request, GCancellable *cancellable)
{
  Bureau *bureau = self;

  /* Nobody but a query of the same key may leave the unknown. */
  if (g_hash_table_contains (bureau->asked, request->key) && !bureau->sim->restored)
    sim_fail (bureau->sim, "I9", "%s was sent again although its outcome is unknown", request->key);
  g_hash_table_add (bureau->asked, g_strdup (request->key));
  sim_trace (bureau->sim, "the bureau is sent %s", request->key);
  if (bureau->trouble == 0)
    return issued (bureau, issue (bureau, request));
  bureau->trouble--;
  switch (sim_random_below (&bureau->random, 6))
    {
    case 0:
      issue (bureau, request);
      return pd_gateway_answer_new (PD_GATEWAY_UNKNOWN, "the answer was lost");
    case 1:
      return pd_gateway_answer_new (PD_GATEWAY_UNKNOWN, "the request was lost");
    case 2:
      return pd_gateway_answer_new (PD_GATEWAY_REFUSED, "购买方名称不正确");
    case 3:
      g_hash_table_remove (bureau->asked, request->key);
      return pd_gateway_answer_new (PD_GATEWAY_UNAVAILABLE, "电子税务局暂时无法提供服务");
    case 4:
      g_hash_table_remove (bureau->asked, request->key);
      return pd_gateway_answer_new (PD_GATEWAY_SIGN_IN, "请开票员重新登录电子税务局");
    default:
      issue (bureau, request);
      return pd_gateway_answer_new (PD_GATEWAY_PENDING, "开票中");
    }
}

static PdGatewayAnswer *
ask (gpointer self, const char *key, GCancellable *cancellable)
{
  Bureau *bureau = self;
  const Legal *legal = find (bureau, key);

  if (bureau->trouble > 0 && sim_random_chance (&bureau->random, 300))
    {
      bureau->trouble--;
      return pd_gateway_answer_new (PD_GATEWAY_UNKNOWN, "the bureau cannot be asked");
    }
  return legal != NULL ? issued (bureau, legal)
                       : pd_gateway_answer_new (PD_GATEWAY_NOT_FOUND, "the bureau has no such invoice");
}

static void
bureau_free (gpointer self)
{
  Bureau *bureau = self;

  g_ptr_array_unref (bureau->book);
  g_hash_table_unref (bureau->asked);
  g_free (bureau);
}

static const PdGatewayFunctions functions = {
  .name = "simulated",
  .submit = submit,
  .query = ask,
  .free = bureau_free,
};

PdGateway *
sim_bureau_new (Sim *sim)
{
  Bureau *bureau = g_new0 (Bureau, 1);

  bureau->sim = sim;
  bureau->book = g_ptr_array_new_with_free_func (legal_free);
  bureau->asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  sim_random_init (&bureau->random, sim->options->seed, 55);
  return pd_gateway_new (&functions, bureau);
}

void
sim_bureau_trouble (PdGateway *gateway, guint count)
{
  ((Bureau *) pd_gateway_get_self (gateway, &functions))->trouble = count;
}

/* At the end the platform knows what the bureau has issued: the same number and the same amount under each key. */
void
sim_bureau_check (Sim *sim)
{
  Bureau *bureau = pd_gateway_get_self (sim->bureau, &functions);

  for (guint i = 0; i < bureau->book->len; i++)
    {
      const Legal *legal = g_ptr_array_index (bureau->book, i);
      GPtrArray *versions = sim_history_versions (sim, legal->key);
      const PdRecord *invoice =
          versions != NULL ? ((SimVersion *) g_ptr_array_index (versions, versions->len - 1))->record : NULL;

      if (sim->restored)
        continue;
      if (invoice == NULL || g_strcmp0 (pd_record_get_state (invoice), PD_INVOICE_STATE_ISSUED) != 0 ||
          g_strcmp0 (pd_record_get_text (invoice, PD_INVOICE_NUMBER), legal->number) != 0 ||
          pd_record_get_integer (invoice, PD_INVOICE_GROSS_AMOUNT) != legal->gross)
        sim_fail (sim, "I9", "the platform has %s otherwise than the bureau (%s)", legal->number,
                  invoice != NULL ? pd_record_get_state (invoice) : "missing");
    }
}
