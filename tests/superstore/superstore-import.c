/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "superstore/superstore.h"

#include "document/pd-order-import.h"
#include "model/pd-bureau.h"
#include "model/pd-id.h"
#include "model/pd-order-flow.h"
#include "model/pd-party.h"
#include "model/pd-stock-move.h"
#include "store/pd-store-issuing.h"
#include "store/pd-store-stock.h"

#define TODAY "2026-11-22"
#define TAX_CODE "1090512990000000000"
#define TAX_RATE "0.13"
/* What lies in the warehouse of each product when all is sold. */
#define SPARE 3

/* --- the rule, and goods with what there is of them */

static gboolean
rule_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  SuperShop *shop = data;
  g_autoptr (PdRecord) bureau = pd_store_get_only (session, &pd_bureau_type, error);

  g_assert_nonnull (bureau);
  pd_record_set_text (bureau, PD_BUREAU_AUTO_ISSUE, PD_BUREAU_RULE_ALL);
  return pd_store_save_record (session, bureau, super_now (shop), error);
}

static gboolean
goods_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  SuperShop *shop = data;
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, shop->file->sold);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    {
      g_autofree char *id = pd_id_new (super_now (shop));
      g_autoptr (PdRecord) good = pd_record_new (&pd_good_type, id);

      pd_record_set_text (good, PD_GOOD_NAME, name);
      pd_record_set_text (good, PD_GOOD_TAX_CODE, TAX_CODE);
      pd_record_set_text (good, PD_GOOD_TAX_RATE, TAX_RATE);
      pd_record_set_flag (good, PD_GOOD_STOCKED, TRUE);
      if (!pd_store_save_record (session, good, super_now (shop), error))
        return FALSE;
    }
  return TRUE;
}

/** Delivery: what one desk books in. */
typedef struct
{
  SuperShop *shop;
  guint desk;
} Delivery;

static gboolean
receive (PdStoreSession *session, SuperShop *shop, const PdRecord *good, guint pieces, GError **error)
{
  const char *name = pd_record_get_text (good, PD_GOOD_NAME);
  g_autofree char *quantity = g_strdup_printf ("%u", pieces);
  g_autoptr (PdRecord) move = pd_stock_move_new (super_now (shop), PD_STOCK_KIND_RECEIPT, good, quantity);
  guint before = GPOINTER_TO_UINT (g_hash_table_lookup (shop->intake, name));
  gpointer key = NULL;

  g_hash_table_lookup_extended (shop->file->sold, name, &key, NULL);
  g_hash_table_insert (shop->intake, key, GUINT_TO_POINTER (before + pieces));
  return pd_store_save_record (session, move, super_now (shop), error);
}

/* Each desk books in what came while it was without a network: the first two halves of everything, the third the spare. */
static gboolean
receipts_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  const Delivery *delivery = data;
  SuperShop *shop = delivery->shop;
  g_autoptr (GPtrArray) stocks = pd_store_stock_levels (session, error);

  for (guint i = 0; stocks != NULL && i < stocks->len; i++)
    {
      const PdRecord *good = ((const PdStoreStock *) g_ptr_array_index (stocks, i))->good;
      const char *name = pd_record_get_text (good, PD_GOOD_NAME);
      guint sold = GPOINTER_TO_UINT (g_hash_table_lookup (shop->file->sold, name));
      guint pieces = delivery->desk == 0 ? sold / 2 : delivery->desk == 1 ? sold - sold / 2 : SPARE;

      if (pieces > 0 && !receive (session, shop, good, pieces, error))
        return FALSE;
    }
  return stocks != NULL;
}

/** super_take_goods_in: a record for each product, and enough of each in the warehouse, booked in at three desks */
void
super_take_goods_in (SuperShop *shop)
{
  super_do (shop, 0, rule_job, shop);
  super_do (shop, 0, goods_job, shop);
  for (guint i = 0; i < SUPER_N_DESKS; i++)
    super_sync (shop, i);
  for (guint i = 0; i < SUPER_N_DESKS; i++)
    super_do (shop, i, receipts_job, &(Delivery){ shop, i });
  for (guint i = 0; i < SUPER_N_DESKS; i++)
    super_sync (shop, i);
}

/* --- orders, by the importer that window and command line use */

static PdImportPlan *
plan_import (SuperShop *shop)
{
  g_autoptr (GBytes) bytes = g_bytes_new (shop->file->csv->str, shop->file->csv->len);
  PdImportContext context = { .tenant = "superstore", .now = shop->now };
  g_autoptr (GError) error = NULL;
  g_autoptr (PdSheetBook) book = pd_sheet_book_load (bytes, "orders.csv", NULL, &error);
  g_autoptr (PdImportMapping) mapping = NULL;
  PdImportPlan *plan;

  g_assert_no_error (error);
  mapping = pd_import_mapping_guess (book, TODAY, &error);
  g_assert_no_error (error);
  g_assert_true (pd_import_mapping_set_default (mapping, "line.tax_rate", TAX_RATE, &error));
  g_assert_true (pd_import_mapping_set_default (mapping, "line.tax_code", TAX_CODE, &error));
  g_assert_true (pd_import_mapping_set_default (mapping, "order.price_includes_tax", "是", &error));
  g_assert_true (pd_import_mapping_set_default (mapping, "order.kind", PD_ORDER_KIND_GOODS, &error));
  plan = pd_order_import_plan (book, mapping, &context, NULL, &error);
  g_assert_no_error (error);
  return plan;
}

static guint
plan_of (guint index, const SuperOrder *order)
{
  guint plan = 0;

  plan |= index % 20 == 7 ? SUPER_SHARED : 0;
  plan |= index % 13 == 3 ? SUPER_SENT_BACK : 0;
  plan |= index % 6 == 2 ? SUPER_CREDIT : 0;
  plan |= index % 4 == 1 ? SUPER_TWO_RATES : 0;
  plan |= index % 10 == 5 ? SUPER_TOO_MUCH : 0;
  plan |= index % 29 == 4 ? SUPER_RECALLED : 0;
  plan |= order->lines->len > 1 && index % 3 == 1 ? SUPER_TWO_PARCELS : 0;
  plan |= index % 20 == 11 ? SUPER_QUARREL : 0;
  return plan | (index % 5 == 0 ? SUPER_SEEN : 0);
}

static void
add_job (SuperShop *shop, const PdImportOrder *imported)
{
  const SuperOrder *order = g_hash_table_lookup (shop->file->by_number, imported->number);
  SuperJob *job = g_new0 (SuperJob, 1);

  g_assert_nonnull (order);
  job->order = order;
  job->id = g_strdup (pd_record_get_id (imported->record));
  job->index = shop->jobs->len;
  job->owner = job->index % SUPER_N_DESKS;
  job->plan = plan_of (job->index, order);
  g_ptr_array_add (shop->jobs, job);
}

/** Import: a part of a plan. */
typedef struct
{
  SuperShop *shop;
  const PdImportPlan *plan;
  guint first, end;
} Import;

static gboolean
import_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  const Import *import = data;

  for (guint i = import->first; i < import->end; i++)
    {
      const PdImportOrder *order = pd_import_plan_get_order (import->plan, i);
      const PdImportRow *row;

      if (order->state != PD_IMPORT_ORDER_NEW)
        g_error ("%s was not imported: %s", order->number,
                 pd_import_order_first_problem (import->plan, order, &row)->message);
      if (!pd_store_stock_link_lines (session, order->record, error) ||
          !pd_store_save_record (session, order->record, super_now (import->shop), error))
        return FALSE;
      add_job (import->shop, order);
    }
  return TRUE;
}

/** super_import: the whole list, at the first desk; then everybody has it */
void
super_import (SuperShop *shop)
{
  g_autoptr (PdImportPlan) plan = plan_import (shop);
  guint n = pd_import_plan_get_n_orders (plan);

  g_assert_cmpuint (n, ==, shop->file->orders->len);
  for (guint first = 0; first < n; first += 100)
    super_do (shop, 0, import_job, &(Import){ shop, plan, first, MIN (n, first + 100) });
  for (guint i = 0; i < SUPER_N_DESKS; i++)
    super_sync (shop, i);
}
