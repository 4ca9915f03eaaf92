/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "issuing/issuing.h"

#include "model/pd-bureau.h"
#include "model/pd-date.h"
#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "model/pd-submission-key.h"

/* What an order may have gone through. */
#define GENERATIONS 40

#define OF_INVOICES "SELECT id FROM document WHERE type = 'invoice' AND json_extract (body, '$.state') "

static PdRecord *
order_new (Issuing *issuing, guint number)
{
  PdRecord *order = pd_order_new (issuing->now, "2026-11-06");
  PdRecord *line = pd_order_add_line (order, issuing->now);
  gint64 price = 100 + sim_random_below (&issuing->people, 900);
  g_autofree char *price_text = g_strdup_printf ("%" G_GINT64_FORMAT, price);
  g_autofree char *number_text = g_strdup_printf ("D-%u", number);

  pd_record_set_text (order, PD_ORDER_NUMBER, number_text);
  pd_record_set_text (order, PD_ORDER_BUYER_NAME, "样例市远山文化传播有限公司");
  pd_record_set_text (order, PD_ORDER_BUYER_TAX_NUMBER, "91310115MA1PD00290");
  pd_record_set_text (order, PD_ORDER_INVOICE_KIND,
                      number % 3 == 0 ? PD_INVOICE_KIND_SPECIAL : PD_INVOICE_KIND_ORDINARY);
  pd_record_set_flag (order, PD_ORDER_PRICE_INCLUDES_TAX, TRUE);
  pd_record_set_text (line, PD_ORDER_LINE_NAME, "激光打印机");
  pd_record_set_text (line, PD_ORDER_LINE_TAX_CODE, "1090511010000000000");
  pd_record_set_text (line, PD_ORDER_LINE_SHORT_NAME, "计算机外部设备");
  pd_record_set_text (line, PD_ORDER_LINE_UNIT, "台");
  pd_record_set_text (line, PD_ORDER_LINE_QUANTITY, "1");
  pd_record_set_text (line, PD_ORDER_LINE_UNIT_PRICE, price_text);
  pd_record_set_integer (line, PD_ORDER_LINE_AMOUNT, price * 100);
  pd_record_set_text (line, PD_ORDER_LINE_TAX_RATE, "0.13");
  pd_record_derive (order);
  return order;
}

static IssuingOrder *
any_order (Issuing *issuing)
{
  return issuing->orders->len > 0
             ? g_ptr_array_index (issuing->orders, sim_random_below (&issuing->people, issuing->orders->len))
             : NULL;
}

static gboolean
is_open (const PdRecord *record)
{
  const char *state = pd_record_get_state (record);

  return g_strcmp0 (state, PD_ORDER_STATE_OPEN) == 0 || g_strcmp0 (state, PD_ORDER_STATE_COMPLETED) == 0;
}

static void
issue (Issuing *issuing, IssuingOrder *order, gboolean twice)
{
  for (guint i = 0; i < (twice ? 2u : 1u); i++)
    {
      g_autoptr (PdResult) result = issuing_command (issuing, &pd_order_type, order->id, "issue", NULL);

      /* A push that nobody answered is sent again. */
      order->is_asked = order->is_asked || result == NULL || result->outcome == PD_OUTCOME_OK;
    }
}

/* What was refused is mended: a price changes. */
static void
mend (Issuing *issuing, IssuingOrder *order)
{
  g_autoptr (PdRecord) before = issuing_read (issuing, &pd_order_type, order->id);
  g_autoptr (PdRecord) after = before != NULL ? pd_record_copy (before) : NULL;
  g_autofree char *price = NULL;
  PdRecord *line;
  gint64 amount;

  if (before == NULL || !is_open (before))
    return;
  line = g_ptr_array_index (pd_record_get_lines (after), 0);
  amount = pd_record_get_integer (line, PD_ORDER_LINE_AMOUNT) + 100;
  price = g_strdup_printf ("%" G_GINT64_FORMAT, amount / 100);
  pd_record_set_text (line, PD_ORDER_LINE_UNIT_PRICE, price);
  pd_record_set_integer (line, PD_ORDER_LINE_AMOUNT, amount);
  pd_record_derive (after);
  if (issuing_change (issuing, before, after))
    {
      pd_record_unref (order->record);
      order->record = g_steal_pointer (&after);
    }
  issuing_trace (issuing, "an order is mended");
}

static void
enter_order (Issuing *issuing)
{
  IssuingOrder *order = g_new0 (IssuingOrder, 1);

  order->record = order_new (issuing, issuing->orders->len + 1);
  order->id = g_strdup (pd_record_get_id (order->record));
  order->gives_up = sim_random_chance (&issuing->people, 60);
  g_ptr_array_add (issuing->orders, order);
  if (!issuing_save (issuing, order->record) || sim_random_chance (&issuing->people, 150))
    return;
  if (sim_random_chance (&issuing->people, 250))
    {
      g_autoptr (PdResult) result = issuing_command (issuing, &pd_order_type, order->id, "complete", NULL);

      order->is_asked = order->is_asked || issuing->options->automatic;
    }
  else
    issue (issuing, order, sim_random_chance (&issuing->people, 200));
}

/* A person with the order before them: it was refused, or left. */
static void
go_on_with (Issuing *issuing, IssuingOrder *order, gboolean may_mend)
{
  g_autoptr (PdRecord) record = issuing_read (issuing, &pd_order_type, order->id);

  if (record == NULL || !is_open (record))
    return;
  if (may_mend)
    mend (issuing, order);
  if (issuing->platform != NULL)
    issue (issuing, order, FALSE);
}

/* (nullable): the bureau's own line of the order, under whichever key */
static const IssuingLegal *
look_up (GPtrArray *list, const char *order)
{
  const IssuingLegal *legal = NULL;

  for (guint generation = 1; generation <= GENERATIONS && legal == NULL; generation++)
    {
      g_autofree char *key = pd_submission_key (ISSUING_TAX_NUMBER, order, generation);

      legal = issuing_find_legal (list, key);
    }
  return legal;
}

/* Somebody looks at the bureau's own pages and decides. @early: without waiting for what may still come */
static void
decide (Issuing *issuing, const char *invoice, gboolean early)
{
  g_autoptr (PdRecord) record = issuing_read (issuing, &pd_invoice_type, invoice);
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (PdResult) result = NULL;
  const IssuingLegal *legal;

  if (record == NULL || g_strcmp0 (pd_record_get_state (record), PD_INVOICE_STATE_UNKNOWN) != 0)
    return;
  list = issuing->provider->list (issuing);
  legal = look_up (list, pd_record_get_text (record, PD_INVOICE_ORDER_ID));
  if (legal != NULL)
    {
      g_autofree char *words = g_strconcat (legal->number, " 2026-11-06", NULL);

      result = issuing_command (issuing, &pd_invoice_type, invoice, "declare_issued", words);
    }
  else if (early ||
           g_strcmp0 (pd_record_get_text (record, PD_INVOICE_NEXT_STEP), PD_INVOICE_NEXT_DECIDE) == 0)
    result = issuing_command (issuing, &pd_invoice_type, invoice, "declare_not_issued", "nothing is listed");
  if (result != NULL && result->outcome != PD_OUTCOME_OK)
    return;
  issuing->n_decided += result != NULL;
  issuing_watch_decide (issuing, pd_record_get_text (record, PD_INVOICE_SUBMISSION_KEY));
}

static const char *
any_of (Issuing *issuing, GPtrArray *list)
{
  return list->len > 0 ? g_ptr_array_index (list, sim_random_below (&issuing->people, list->len)) : NULL;
}

static void
decide_some (Issuing *issuing)
{
  g_autoptr (GPtrArray) unknown = issuing_list (issuing, OF_INVOICES "= 'unknown' ORDER BY id");
  const char *invoice = any_of (issuing, unknown);
  g_autoptr (PdRecord) record = issuing_read (issuing, &pd_invoice_type, invoice);

  if (record == NULL)
    return;
  decide (issuing, invoice, TRUE);
  /* Somebody who was sure issues it again at once, often with another price. */
  for (guint i = 0; i < issuing->orders->len; i++)
    {
      IssuingOrder *order = g_ptr_array_index (issuing->orders, i);

      if (g_strcmp0 (order->id, pd_record_get_text (record, PD_INVOICE_ORDER_ID)) == 0)
        go_on_with (issuing, order, sim_random_chance (&issuing->people, 600));
    }
}

static void
command_some (Issuing *issuing, const char *command)
{
  g_autoptr (GPtrArray) invoices =
      issuing_list (issuing, OF_INVOICES "NOT IN ('issued', 'failed') ORDER BY id");
  const char *invoice = any_of (issuing, invoices);
  g_autoptr (PdResult) result =
      invoice != NULL ? issuing_command (issuing, &pd_invoice_type, invoice, command, NULL) : NULL;

  issuing_wake (issuing);
}

/* At the bureau's pages: signs in where nobody is, scans the code that is shown, mends what holds the queue. */
static void
mind_bureau (Issuing *issuing)
{
  g_autoptr (PdRecord) bureau = issuing_read_bureau (issuing);
  const char *session = bureau != NULL ? pd_record_get_state (bureau) : NULL;
  const char *command = NULL;
  g_autoptr (PdResult) result = NULL;

  if (bureau == NULL || pd_record_get_revision (bureau) == 0)
    return;
  if (pd_record_get_flag (bureau, PD_BUREAU_HELD))
    {
      issuing->provider->set_broken (issuing, FALSE);
      command = "refresh";
    }
  else if (g_strcmp0 (session, PD_BUREAU_SESSION_OUT) == 0)
    command = "sign_in";
  else if (g_strcmp0 (session, PD_BUREAU_SESSION_CODE) == 0)
    {
      if (pd_record_get_integer (bureau, PD_BUREAU_CODE_EXPIRES_AT) <= issuing->now)
        command = "sign_in";
      else
        issuing->provider->scan (issuing);
    }
  if (command != NULL)
    result = issuing_command (issuing, &pd_bureau_type, pd_record_get_id (bureau), command, NULL);
  issuing_wake (issuing);
}

static void
let_complete (Issuing *issuing)
{
  g_autoptr (PdRecord) before = issuing_read_bureau (issuing);
  g_autoptr (PdRecord) after = before != NULL ? pd_record_copy (before) : NULL;

  if (before == NULL || pd_record_get_revision (before) == 0 || pd_record_has (before, PD_BUREAU_AUTO_ISSUE))
    return;
  pd_record_set_text (after, PD_BUREAU_AUTO_ISSUE, PD_BUREAU_RULE_ALL);
  issuing_change (issuing, before, after);
}

/* What the restored platform has never heard of, the desks have still. */
static void
give_back (Issuing *issuing)
{
  for (guint i = 0; i < issuing->orders->len && issuing->platform != NULL; i++)
    {
      IssuingOrder *order = g_ptr_array_index (issuing->orders, i);
      g_autoptr (PdRecord) record = issuing_read (issuing, &pd_order_type, order->id);

      if (record == NULL && issuing->platform != NULL)
        issuing_save (issuing, order->record);
    }
}

static void
operate_by_chance (Issuing *issuing)
{
  IssuingOrder *order = any_order (issuing);
  guint chance = sim_random_below (&issuing->people, 100);

  if (chance < 45 || order == NULL)
    enter_order (issuing);
  else if (chance < 62)
    go_on_with (issuing, order, sim_random_chance (&issuing->people, 500));
  else if (chance < 67)
    command_some (issuing, "try_now");
  else if (chance < 72)
    command_some (issuing, "take_back");
  else if (chance < 88)
    decide_some (issuing);
  else if (chance < 96)
    mind_bureau (issuing);
  else if (chance < 98)
    {
      issuing->provider->sign_out (issuing);
      issuing_died (issuing);
    }
  else if (sim_random_chance (&issuing->people, 400))
    issuing->provider->set_broken (issuing, TRUE);
}

/** issuing_operate: one thing that people, the provider or the machine do while things go wrong. */
void
issuing_operate (Issuing *issuing)
{
  const IssuingOptions *options = issuing->options;

  if (sim_random_chance (&issuing->network, options->faults))
    for (guint n = 1 + sim_random_below (&issuing->network, 3); n > 0; n--)
      issuing->provider->spoil (issuing,
                                (IssuingFault) sim_random_below (&issuing->network, ISSUING_N_FAULTS));
  /* A bureau may write down what is asked of it, and its disk end there. */
  if (issuing_died (issuing))
    return;
  if (sim_random_chance (&issuing->network, options->kills))
    {
      /* Now, or at one of the next writes. */
      if (sim_random_chance (&issuing->network, 300))
        issuing_kill (issuing);
      else
        sim_disk_crash_after (sim_random_chance (&issuing->network, 850) ? issuing->disk : issuing->book,
                              1 + sim_random_below (&issuing->network, 120));
    }
  else if (sim_random_chance (&issuing->network, options->restores))
    {
      if (issuing->backup == NULL || sim_random_chance (&issuing->network, 500))
        issuing_back_up (issuing);
      else
        {
          g_autoptr (GPtrArray) remembered = options->reds > 0 ? issuing_remember (issuing) : NULL;

          issuing_restore (issuing);
          if (remembered != NULL)
            issuing_give_back_all (issuing, remembered);
          give_back (issuing);
        }
    }
  else if (options->reds > 0 && sim_random_chance (&issuing->red, options->reds))
    issuing_operate_red (issuing);
  else
    {
      if (options->automatic)
        let_complete (issuing);
      operate_by_chance (issuing);
    }
}

/** issuing_finish: what people do when all is well again: whatever waits for one of them is done. */
void
issuing_finish (Issuing *issuing)
{
  g_autoptr (GPtrArray) unknown = NULL;

  if (issuing->platform == NULL)
    return;
  mind_bureau (issuing);
  give_back (issuing);
  unknown = issuing_list (issuing, OF_INVOICES "= 'unknown' ORDER BY id");
  for (guint i = 0; i < unknown->len; i++)
    decide (issuing, g_ptr_array_index (unknown, i), FALSE);
  for (guint i = 0; i < issuing->orders->len; i++)
    {
      IssuingOrder *order = g_ptr_array_index (issuing->orders, i);

      if (order->is_asked && !order->gives_up)
        go_on_with (issuing, order, sim_random_chance (&issuing->people, 300));
    }
  if (issuing->options->reds > 0)
    issuing_finish_red (issuing);
}
