/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "superstore/superstore.h"

#include "model/pd-invoice.h"
#include "model/pd-order-facts.h"
#include "model/pd-order-flow.h"
#include "model/pd-red-form.h"
#include "store/pd-store-digest.h"
#include "store/pd-store-rows.h"
#include "store/pd-store-session.h"
#include "store/pd-store-stock.h"
#include "wire/pd-wire.h"

/* When all is done: the books, added up here in whole fen and pieces, beside what the list says. */

/* Whole pieces, as the list has them. */
static guint64
pieces_of (const PdRecord *row, guint field)
{
  const char *text = pd_record_get_text (row, field);
  char *end = NULL;
  guint64 pieces = text != NULL ? g_ascii_strtoull (text, &end, 10) : 0;

  g_assert_true (end == NULL || *end == '\0');
  return pieces;
}

/** Audit: of one desk. */
typedef struct
{
  SuperShop *shop;
  guint desk;
  GHashTable *left; /* the rows that somebody entered and that were not met yet */
} Audit;

static PdRecord *
read_order (PdStoreSession *session, const SuperJob *job, GError **error)
{
  PdRecord *order = pd_store_get_record (session, &pd_order_type, job->id, error);

  g_assert_nonnull (order);
  pd_record_sort_lines (order);
  return order;
}

static void
audit_lines (const PdRecord *order, const SuperOrder *wanted)
{
  GPtrArray *lines = pd_record_get_lines (order);
  g_autoptr (PdRecord) derived = pd_record_copy (order);

  g_assert_cmpuint (lines->len, ==, wanted->lines->len);
  for (guint i = 0; i < lines->len; i++)
    {
      const PdRecord *line = g_ptr_array_index (lines, i);
      const SuperLine *said = g_ptr_array_index (wanted->lines, i);

      g_assert_cmpstr (pd_record_get_text (line, PD_ORDER_LINE_NAME), ==, said->name);
      g_assert_cmpuint (pieces_of (line, PD_ORDER_LINE_QUANTITY), ==, said->quantity);
      g_assert_cmpint (pd_record_get_integer (line, PD_ORDER_LINE_GROSS_AMOUNT), ==, said->fen);
      g_assert_true (pd_record_has (line, PD_ORDER_LINE_GOOD_ID));
    }
  g_assert_cmpint (pd_record_get_integer (order, PD_ORDER_GROSS_AMOUNT), ==, wanted->fen);
  g_assert_cmpint (pd_record_get_integer (order, PD_ORDER_NET_AMOUNT) +
                       pd_record_get_integer (order, PD_ORDER_TAX_AMOUNT),
                   ==, wanted->fen);
  pd_record_derive (derived);
  g_assert_true (pd_record_equal (derived, order));
}

static void
audit_money (const PdRecord *order, const SuperOrder *wanted)
{
  GPtrArray *rows = pd_record_get_list (order, PD_ORDER_LIST_PAYMENTS);
  gint64 sum = 0;

  for (guint i = 0; i < rows->len; i++)
    {
      const PdRecord *row = g_ptr_array_index (rows, i);
      gboolean comes_in = g_str_equal (pd_record_get_text (row, PD_PAYMENT_KIND), PD_PAYMENT_KIND_PAYMENT);

      if (pd_record_has (row, PD_PAYMENT_REVERSES))
        comes_in = !comes_in;
      sum += (comes_in ? 1 : -1) * pd_record_get_integer (row, PD_PAYMENT_AMOUNT);
    }
  g_assert_cmpint (sum, ==, wanted->returned ? 0 : wanted->fen);
  g_assert_cmpint (pd_record_get_integer (order, PD_ORDER_PAID_AMOUNT), ==, sum);
}

static guint64
sum_of_line (const PdRecord *order,
             PdOrderList list,
             guint line_field,
             guint quantity_field,
             const char *line_id)
{
  GPtrArray *rows = pd_record_get_list (order, list);
  guint64 sum = 0;

  for (guint i = 0; i < rows->len; i++)
    if (g_strcmp0 (pd_record_get_text (g_ptr_array_index (rows, i), line_field), line_id) == 0)
      sum += pieces_of (g_ptr_array_index (rows, i), quantity_field);
  return sum;
}

static void
audit_parcels (const PdRecord *order, const SuperOrder *wanted)
{
  GPtrArray *lines = pd_record_get_lines (order);
  GPtrArray *parcels = pd_record_get_list (order, PD_ORDER_LIST_PARCELS);

  g_assert_cmpuint (parcels->len, >, 0);
  for (guint i = 0; i < parcels->len; i++)
    g_assert_true (pd_record_has (g_ptr_array_index (parcels, i), PD_PARCEL_DELIVERED_ON));
  for (guint i = 0; i < lines->len; i++)
    {
      const char *id = pd_record_get_id (g_ptr_array_index (lines, i));
      guint quantity = ((const SuperLine *) g_ptr_array_index (wanted->lines, i))->quantity;

      g_assert_cmpuint (sum_of_line (order, PD_ORDER_LIST_PARCEL_ITEMS, PD_PARCEL_ITEM_LINE_ID,
                                     PD_PARCEL_ITEM_QUANTITY, id),
                        ==, quantity);
      g_assert_cmpuint (sum_of_line (order, PD_ORDER_LIST_RETURNS, PD_RETURN_LINE_ID, PD_RETURN_QUANTITY, id),
                        ==, wanted->returned ? quantity : 0);
    }
}

/* From the draft to the end along the arrows, each step beginning where the one before led. */
static void
audit_way (const PdRecord *order)
{
  GPtrArray *steps = pd_record_get_list (order, PD_ORDER_LIST_STEPS);
  const char *stage = PD_ORDER_STAGE_DRAFT;

  for (guint i = 0; i < steps->len; i++)
    {
      const PdRecord *step = g_ptr_array_index (steps, i);
      const char *from = pd_record_get_text (step, PD_STEP_FROM), *to = pd_record_get_text (step, PD_STEP_TO);
      const PdOrderArrow *arrow =
          pd_order_flow_find (PD_ORDER_KIND_GOODS, pd_record_get_text (step, PD_STEP_COMMAND), from);

      g_assert_cmpstr (from, ==, stage);
      g_assert_nonnull (arrow);
      g_assert_cmpstr (to, ==, arrow->to);
      stage = to;
    }
  g_assert_cmpstr (stage, ==, PD_ORDER_STAGE_DONE);
  g_assert_cmpstr (pd_order_get_stage (order), ==, PD_ORDER_STAGE_DONE);
  g_assert_cmpstr (pd_record_get_state (order), ==, PD_ORDER_STATE_INVOICED);
}

static void
meet_rows (Audit *audit, const PdRecord *order)
{
  static const PdOrderList lists[] = { PD_ORDER_LIST_PAYMENTS, PD_ORDER_LIST_CONTACTS,
                                       PD_ORDER_LIST_RETURNS };

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      GPtrArray *rows = pd_record_get_list (order, lists[i]);

      for (guint k = 0; k < rows->len; k++)
        if (!g_hash_table_remove (audit->left, pd_record_get_id (g_ptr_array_index (rows, k))))
          g_error ("%s has a row that nobody entered, or twice", pd_record_get_text (order, PD_ORDER_NUMBER));
    }
}

static gboolean
orders_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Audit *audit = data;

  for (guint i = 0; i < audit->shop->jobs->len; i++)
    {
      const SuperJob *job = g_ptr_array_index (audit->shop->jobs, i);
      g_autoptr (PdRecord) order = read_order (session, job, error);

      audit_lines (order, job->order);
      audit_money (order, job->order);
      audit_parcels (order, job->order);
      audit_way (order);
      g_assert_cmpint (pd_record_get_integer (order, PD_ORDER_REVERSED_AMOUNT), ==,
                       job->order->returned ? job->order->fen : 0);
      meet_rows (audit, order);
    }
  return TRUE;
}

/** super_audit_orders: at one desk, each order to the fen and the piece; nothing that somebody entered is lost or doubled */
void
super_audit_orders (SuperShop *shop, guint desk)
{
  Audit audit = { .shop = shop, .desk = desk, .left = g_hash_table_new (g_str_hash, g_str_equal) };
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, shop->kept);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_hash_table_add (audit.left, id);
  super_look (shop, desk, orders_job, &audit);
  g_assert_cmpuint (g_hash_table_size (audit.left), ==, 0);
  g_hash_table_unref (audit.left);
  g_assert_cmpint (super_count (shop, desk, "SELECT count (*) FROM orders WHERE deleted = 0"), ==,
                   shop->file->orders->len);
  g_assert_cmpint (super_count (shop, desk, "SELECT sum (gross_amount) FROM orders WHERE deleted = 0"), ==,
                   shop->file->fen);
  g_assert_cmpint (super_count (shop, desk, "SELECT sum (paid_amount) FROM orders WHERE deleted = 0"), ==,
                   shop->file->fen - shop->file->fen_returned);
}

/* --- stock */

static gboolean
levels_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  const Audit *audit = data;
  g_autoptr (GPtrArray) stocks = pd_store_stock_levels (session, error);

  g_assert_nonnull (stocks);
  g_assert_cmpuint (stocks->len, ==, g_hash_table_size (audit->shop->file->sold));
  for (guint i = 0; i < stocks->len; i++)
    {
      const PdStoreStock *stock = g_ptr_array_index (stocks, i);
      const char *name = pd_record_get_title (stock->good);
      guint intake = GPOINTER_TO_UINT (g_hash_table_lookup (audit->shop->intake, name));
      guint sold = GPOINTER_TO_UINT (g_hash_table_lookup (audit->shop->file->sold, name));
      guint returned = GPOINTER_TO_UINT (g_hash_table_lookup (audit->shop->file->returned, name));
      g_autoptr (PdDecimal) on_hand = pd_stock_level_on_hand (&stock->level);
      g_autoptr (PdDecimal) reserved = pd_stock_level_reserved (&stock->level);
      g_autofree char *is = pd_decimal_to_text (on_hand, PD_DECIMAL_MAX_PLACES);
      g_autofree char *wanted = g_strdup_printf ("%u", intake - sold + returned);

      g_assert_cmpstr (is, ==, wanted);
      g_assert_cmpint (pd_decimal_sign (reserved), ==, 0);
    }
  return TRUE;
}

/** super_audit_stock: what came in less what was sold and more what came back lies there; nothing is kept for anybody */
void
super_audit_stock (SuperShop *shop, guint desk)
{
  static const char *const kinds[] = { "receipt", "issue", "return", "reserve", "release" };
  gint64 pieces[G_N_ELEMENTS (kinds)], sold = 0, returned = 0, taken_in = 0;
  GHashTableIter iter;
  gpointer value;

  super_look (shop, desk, levels_job, &(Audit){ .shop = shop, .desk = desk });
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT coalesce (sum (CAST (quantity AS INTEGER)), 0) FROM "
                                              "stock_moves WHERE deleted = 0 AND kind = '%s'",
                                              kinds[i]);

      pieces[i] = super_count (shop, desk, sql);
    }
  g_hash_table_iter_init (&iter, shop->file->sold);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    sold += GPOINTER_TO_UINT (value);
  g_hash_table_iter_init (&iter, shop->file->returned);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    returned += GPOINTER_TO_UINT (value);
  g_hash_table_iter_init (&iter, shop->intake);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    taken_in += GPOINTER_TO_UINT (value);
  g_assert_cmpint (pieces[0], ==, taken_in);
  g_assert_cmpint (pieces[1] - pieces[2], ==, sold - returned); /* recalled parcels went out twice */
  g_assert_cmpint (pieces[3], ==, pieces[4]);
}

/* --- the bureau's own list */

static void
audit_invoice (SuperShop *shop, const PdGatewaySandboxInvoice *invoice, GHashTable *blue, GHashTable *red)
{
  const SuperOrder *order = NULL;

  if (invoice->blue_number == NULL)
    {
      order = g_hash_table_lookup (shop->file->by_number, invoice->order_number);
      g_assert_nonnull (order);
      g_assert_cmpint (invoice->gross_amount, ==, order->fen);
      g_assert_true (g_hash_table_insert (blue, invoice->number, (gpointer) order));
      return;
    }
  order = g_hash_table_lookup (blue, invoice->blue_number);
  g_assert_nonnull (order);
  g_assert_true (order->returned);
  g_assert_cmpint (invoice->gross_amount, ==, -order->fen);
  g_assert_true (g_hash_table_add (red, invoice->blue_number));
}

static void
audit_invoices_here (SuperShop *shop, guint desk)
{
  g_assert_cmpint (super_count (shop, desk, "SELECT count (*) FROM invoices WHERE deleted = 0"), ==,
                   shop->file->orders->len + shop->file->n_returned);
  g_assert_cmpint (super_count (shop, desk,
                                "SELECT count (*) FROM invoices WHERE deleted = 0 AND state = 'issued'"),
                   ==, shop->file->orders->len + shop->file->n_returned);
  g_assert_cmpint (super_count (shop, desk, "SELECT sum (gross_amount) FROM invoices WHERE deleted = 0"), ==,
                   shop->file->fen - shop->file->fen_returned);
  g_assert_cmpint (super_count (shop, desk,
                                "SELECT count (*) FROM orders o JOIN invoices i ON i.id = o.invoice_id"
                                " WHERE o.deleted = 0 AND i.order_number = o.number AND"
                                " i.number = o.invoice_number AND i.gross_amount = o.gross_amount"),
                   ==, shop->file->orders->len);
}

/** super_audit_bureau: one blue invoice for each order, one red for each that came back, and nothing else */
void
super_audit_bureau (SuperShop *shop)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) book =
      pd_gateway_sandbox_list_invoices (pd_platform_thread_get_bureau (shop->office->platform), &error);
  g_autoptr (GHashTable) blue = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) red = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) invoiced = g_hash_table_new (g_str_hash, g_str_equal);

  g_assert_no_error (error);
  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < book->len; i++)
      {
        const PdGatewaySandboxInvoice *invoice = g_ptr_array_index (book, i);

        if ((invoice->blue_number != NULL) == (pass == 1))
          audit_invoice (shop, invoice, blue, red);
        if (pass == 0 && invoice->blue_number == NULL)
          g_assert_true (g_hash_table_add (invoiced, invoice->order_number));
      }
  g_assert_cmpuint (g_hash_table_size (invoiced), ==, shop->file->orders->len);
  g_assert_cmpuint (g_hash_table_size (red), ==, shop->file->n_returned);
  g_assert_cmpuint (book->len, ==, shop->file->orders->len + shop->file->n_returned);
  for (guint i = 0; i < SUPER_N_DESKS; i++)
    audit_invoices_here (shop, i);
}

/* --- the invariants of sync */

/** Dump: all that a desk has, byte by byte. */
typedef struct
{
  GHashTable *texts; /* (owned) id → record */
  PdDigest kept;
  PdDigest computed;
} Dump;

static void
dump_clear (Dump *dump)
{
  g_clear_pointer (&dump->texts, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Dump, dump_clear)

static gboolean
dump_type (PdStoreSession *session, const PdRecordType *type, Dump *dump, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT id FROM \"%s\" WHERE deleted = 0", type->table);
  g_autoptr (PdStatement) statement = pd_store_session_prepare (session, sql, error);
  gboolean row = TRUE;

  while (statement != NULL && pd_store_session_step (session, statement, &row, error) && row)
    {
      g_autoptr (PdRecord) record =
          pd_store_get_record (session, type, pd_statement_text (statement, 0), error);

      g_assert_nonnull (record);
      pd_record_sort_lines (record);
      g_assert_true (g_hash_table_insert (dump->texts, g_strdup (pd_record_get_id (record)),
                                          pd_wire_record_to_text (record)));
    }
  return statement != NULL && !row;
}

static gboolean
dump_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Dump *dump = data;

  for (const PdRecordType *const *type = pd_record_types (); *type != NULL; type++)
    if (!dump_type (session, *type, dump, error))
      return FALSE;
  return pd_store_digest_get_sum (session, &dump->kept, error) &&
         pd_store_digest_compute (session, &dump->computed, error);
}

typedef struct
{
  Wait wait;
  PdReconcileReport *report;
} Reconcile;

static void
reconciled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Reconcile *run = user_data;

  run->report = pd_sync_service_reconcile_finish (PD_SYNC_SERVICE (source), result, &run->wait.error);
  run->wait.done = TRUE;
}

/* The desk asks the platform, type by type and month by month. */
static void
audit_agreement (SuperShop *shop, guint desk)
{
  Reconcile run = { 0 };

  pd_sync_service_reconcile_async (super_desk (shop, desk)->service, FALSE, NULL, NULL, NULL, reconciled_cb,
                                   &run);
  wait_until_done (&run.wait);
  g_assert_no_error (run.wait.error);
  g_assert_true (run.report->asked);
  g_assert_true (pd_reconcile_report_agrees (run.report));
  g_assert_cmpuint (run.report->items->len + run.report->n_more, ==, 0);
  pd_reconcile_report_free (run.report);
}

/** Head: how far the platform is. */
typedef struct
{
  gint64 n_documents;
  gint64 sequence;
} Head;

static void
read_head (PdPlatform *platform, gpointer data)
{
  Head *head = data;
  g_autoptr (GError) error = NULL;

  pd_platform_sql_get_integer (platform->sql, &head->n_documents, &error,
                               "SELECT count (*) FROM document WHERE deleted = 0", "");
  g_assert_no_error (error);
  pd_platform_sql_get_integer (platform->sql, &head->sequence, &error, "SELECT max (seq) FROM document", "");
  g_assert_no_error (error);
}

static void
audit_rest (SuperShop *shop, guint desk)
{
  static const char *const rest[] = {
    "SELECT count (*) FROM outbox",
    "SELECT count (*) FROM shadow",
    "SELECT count (*) FROM conflict WHERE decision = 0",
    "SELECT count (*) FROM orders WHERE row_state <> 0",
  };

  for (guint i = 0; i < G_N_ELEMENTS (rest); i++)
    g_assert_cmpint (super_count (shop, desk, rest[i]), ==, 0);
}

static void
assert_same (const Dump *first, const Dump *dump, guint desk)
{
  GHashTableIter iter;
  gpointer id, text;

  g_assert_cmpuint (g_hash_table_size (first->texts), ==, g_hash_table_size (dump->texts));
  g_hash_table_iter_init (&iter, first->texts);
  while (g_hash_table_iter_next (&iter, &id, &text))
    if (g_strcmp0 (text, g_hash_table_lookup (dump->texts, id)) != 0)
      g_error ("desk %u has another %s:\n%s\n%s", desk, (char *) id, (char *) text,
               (char *) g_hash_table_lookup (dump->texts, id));
  g_assert_true (pd_digest_equal (&first->kept, &dump->kept));
}

/* Everybody asks for the last of it. Returns: %FALSE when the platform went on meanwhile, as it does when the bureau's files
 * come */
static gboolean
take_dumps (SuperShop *shop, Dump dumps[SUPER_N_DESKS], Head *head)
{
  Head before = { 0 };

  pd_platform_thread_call (shop->office->platform, read_head, &before);
  for (guint i = 0; i < SUPER_N_DESKS; i++)
    super_sync (shop, i);
  for (guint i = 0; i < SUPER_N_DESKS; i++)
    {
      dump_clear (&dumps[i]);
      dumps[i] = (Dump){ .texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free) };
      super_look (shop, i, dump_job, &dumps[i]);
    }
  pd_platform_thread_call (shop->office->platform, read_head, head);
  return head->sequence == before.sequence;
}

/** super_audit_sync: three desks have the same to the byte, as many as the platform and with its sums; nothing waits */
void
super_audit_sync (SuperShop *shop)
{
  Dump dumps[SUPER_N_DESKS] = { { 0 } };
  Head head = { 0 };

  while (!take_dumps (shop, dumps, &head))
    ;
  for (guint i = 0; i < SUPER_N_DESKS; i++)
    {
      audit_rest (shop, i);
      g_assert_cmpint (g_hash_table_size (dumps[i].texts), ==, head.n_documents);
      g_assert_true (pd_digest_equal (&dumps[i].kept, &dumps[i].computed));
      assert_same (&dumps[0], &dumps[i], i);
      audit_agreement (shop, i);
    }
  for (guint i = 0; i < SUPER_N_DESKS; i++)
    dump_clear (&dumps[i]);
}
