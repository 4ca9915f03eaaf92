/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim.h"

#include "model/pd-invoice.h"

/* A tax bureau on the simulation's clock: what it has issued it never forgets, and its answers get lost. */

typedef struct
{
  char *key;
  char *invoice; /* the platform's record of it */
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
  g_free (legal->invoice);
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
  PdGatewayAnswer *answer = pd_gateway_answer_new (PD_GATEWAY_ISSUED, PD_GATEWAY_NEXT_NOTHING, NULL);

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
  legal->invoice = g_strdup (pd_record_get_id (request->invoice));
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
      return pd_gateway_answer_new (PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY, "the answer was lost");
    case 1:
      return pd_gateway_answer_new (PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY, "the request was lost");
    case 2:
      g_hash_table_remove (bureau->asked, request->key);
      return pd_gateway_answer_new (PD_GATEWAY_FAILED, PD_GATEWAY_NEXT_FIX, "购买方名称不正确");
    case 3:
      g_hash_table_remove (bureau->asked, request->key);
      return pd_gateway_answer_new (PD_GATEWAY_NOT_SENT, PD_GATEWAY_NEXT_SEND, "电子税务局暂时无法提供服务");
    case 4:
      g_hash_table_remove (bureau->asked, request->key);
      return pd_gateway_answer_new (PD_GATEWAY_WAITING, PD_GATEWAY_NEXT_SIGN_IN,
                                    "请开票员重新登录电子税务局");
    default:
      issue (bureau, request);
      return pd_gateway_answer_new (PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY, "开票中");
    }
}

static PdGatewayAnswer *
ask_one (Bureau *bureau, const char *key)
{
  const Legal *legal = find (bureau, key);

  if (bureau->trouble > 0 && sim_random_chance (&bureau->random, 300))
    {
      bureau->trouble--;
      return pd_gateway_answer_new (PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY, "the bureau cannot be asked");
    }
  if (legal != NULL)
    return issued (bureau, legal);
  /* It has been said that nothing is there: the same key may be sent again. */
  g_hash_table_remove (bureau->asked, key);
  return pd_gateway_answer_new (PD_GATEWAY_NOT_SENT, PD_GATEWAY_NEXT_SEND, "the bureau has no such invoice");
}

static void
ask (gpointer self,
     const PdGatewayKey *keys,
     guint n_keys,
     PdGatewayAnswer **answers,
     GCancellable *cancellable)
{
  for (guint i = 0; i < n_keys; i++)
    answers[i] = ask_one (self, keys[i].key);
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
      GPtrArray *versions = sim_history_versions (sim, legal->invoice);
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
