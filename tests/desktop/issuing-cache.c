/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "issuing-cache.h"

#include "model/pd-bureau-comparison.h"
#include "model/pd-bureau.h"
#include "model/pd-id.h"
#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "model/pd-party.h"
#include "store/pd-store-outbox.h"
#include "store/pd-store-streams.h"
#include "wire/pd-wire.h"

/* A cache as it looks in the middle of a day: invoices in every state, a bureau that wants somebody to sign in. */

#define TAX_CODE "1030307050000000000"

static const char *const buyers[] = { "青岛市北区海岬样例便利店", "杭州临溪样例科技有限公司",
                                      "苏州合木样例家具厂" };

/* As a page of the platform that ends with it. */
gboolean
issuing_cache_take (PdStoreSession *session, IssuingCache *cache, PdRecord *record, GError **error)
{
  g_autoptr (PdWirePage) page = pd_wire_page_new ();
  g_autoptr (PdStorePull) pull = NULL;
  char stream[PD_STREAM_MAX];
  gboolean more;

  pd_record_set_revision (record, pd_record_get_revision (record) + 1);
  pd_record_set_sequence (record, ++cache->sequence);
  g_free (page->epoch);
  page->epoch = g_strdup ("epoch-1");
  g_free (page->next);
  page->next = g_strdup_printf ("cursor-%u", cache->sequence);
  page->head = cache->sequence;
  g_ptr_array_add (page->records, pd_record_copy (record));
  pd_record_stream (record, stream);
  if (!pd_store_add_stream (session, stream, error))
    return FALSE;
  pull = pd_store_plan_pull (session, error);
  return pull != NULL && pd_store_apply_page (session, page, pull, FALSE, cache->now, &more, error);
}

static PdRecord *
new_order (IssuingCache *cache, const char *state, gint64 price, const char *tax_code)
{
  PdRecord *order = pd_order_new (cache->now - G_TIME_SPAN_HOUR + ++cache->sequence, "2026-11-21");
  PdRecord *line = pd_order_add_line (order, cache->now - G_TIME_SPAN_HOUR);
  g_autofree char *number = g_strdup_printf ("PX-2026-%04u", 1000 + cache->sequence);
  g_autofree char *price_text = g_strdup_printf ("%" G_GINT64_FORMAT, price);

  pd_record_set_text (order, PD_ORDER_NUMBER, number);
  pd_record_set_text (order, PD_ORDER_STATE, state);
  pd_record_set_text (order, PD_ORDER_BUYER_NAME, buyers[cache->sequence % G_N_ELEMENTS (buyers)]);
  pd_record_set_text (line, PD_ORDER_LINE_NAME, "茶饮料");
  pd_record_set_text (line, PD_ORDER_LINE_QUANTITY, "2");
  pd_record_set_text (line, PD_ORDER_LINE_UNIT_PRICE, price_text);
  pd_record_set_text (line, PD_ORDER_LINE_TAX_RATE, "0.13");
  pd_record_set_text (line, PD_ORDER_LINE_TAX_CODE, tax_code);
  pd_record_derive (order);
  return order;
}

typedef struct
{
  const char *stage;
  gint64 after; /* seconds after the one before */
  const char *by;
  const char *code;
  const char *text;
} Stage;

static PdRecord *
new_invoice (IssuingCache *cache, const char *state, const char *next, gint64 age, const Stage *story)
{
  g_autoptr (PdRecord) order =
      new_order (cache, PD_ORDER_STATE_OPEN, 100 + (gint64) cache->sequence, TAX_CODE);
  g_autofree char *id = pd_id_new (cache->now + ++cache->sequence);
  g_autofree char *key = g_strdup_printf ("PD7QX4M2K9ZT0B5R%04u", cache->sequence);
  PdRecord *invoice = pd_invoice_new_from_order (order, NULL, id);
  gint64 at = cache->now - age * G_TIME_SPAN_SECOND;

  pd_record_set_text (invoice, PD_INVOICE_STATE, state);
  pd_record_set_text (invoice, PD_INVOICE_NEXT_STEP, next);
  pd_record_set_text (invoice, PD_INVOICE_SUBMISSION_KEY, key);
  pd_record_set_text (invoice, PD_INVOICE_SUBMITTED_BY, "王会计");
  for (; story->stage != NULL; story++)
    {
      at += story->after * G_TIME_SPAN_SECOND;
      pd_invoice_add_stage (invoice, at, story->stage, story->by, story->code, story->text);
      if (story->text != NULL)
        pd_record_set_text (invoice, PD_INVOICE_REASON, story->text);
      pd_record_set_text (invoice, PD_INVOICE_PROBLEM_CODE, story->code);
    }
  return invoice;
}

static gboolean
add_issued (PdStoreSession *session, IssuingCache *cache, guint i, GError **error)
{
  const Stage story[] = { { PD_INVOICE_STAGE_QUEUED, 0, "王会计", NULL, NULL },
                          { PD_INVOICE_STAGE_SENT, 1 + i / 4, NULL, NULL, NULL },
                          { PD_INVOICE_STAGE_TAKEN, 1, NULL, NULL, NULL },
                          { PD_INVOICE_STAGE_ISSUED, i == 0 ? 95 : 10 + i, NULL, NULL, NULL },
                          { PD_INVOICE_STAGE_FILES, 2, NULL, NULL, NULL },
                          { NULL } };
  g_autoptr (PdRecord) invoice =
      new_invoice (cache, PD_INVOICE_STATE_ISSUED, PD_INVOICE_NEXT_NOTHING, 4000 + 60 * i, story);
  g_autofree char *number = g_strdup_printf ("26372000000000%06u", 100 + i);
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, number, -1);

  pd_record_set_text (invoice, PD_INVOICE_NUMBER, number);
  pd_record_set_text (invoice, PD_INVOICE_ISSUE_DATE, "2026-11-21");
  pd_record_set_integer (invoice, PD_INVOICE_ISSUED_AT, cache->now - 2 * G_TIME_SPAN_HOUR);
  pd_record_set_text (invoice, PD_INVOICE_PDF_HASH, hash);
  pd_record_set_text (invoice, PD_INVOICE_XML_HASH, hash);
  if (i == 1)
    pd_record_set_flag (invoice, PD_INVOICE_RED, TRUE);
  if (i == 0)
    cache->issued = g_strdup (pd_record_get_id (invoice));
  return issuing_cache_take (session, cache, invoice, error);
}

static gboolean
add_under_way (PdStoreSession *session, IssuingCache *cache, GError **error)
{
#define QUEUED                                                                                               \
  {                                                                                                          \
    PD_INVOICE_STAGE_QUEUED, 0, "王会计", NULL, NULL                                                         \
  }
#define SENT                                                                                                 \
  {                                                                                                          \
    PD_INVOICE_STAGE_SENT, 2, NULL, NULL, NULL                                                               \
  }
  static const Stage queued[] = { QUEUED, { NULL } };
  static const Stage waiting[] = {
    QUEUED, { PD_INVOICE_STAGE_WAITING, 1, NULL, NULL, "税务局登录已失效，请重新登录。" }, { NULL }
  };
  static const Stage submitted[] = {
    QUEUED, SENT, { PD_INVOICE_STAGE_TAKEN, 1, NULL, NULL, NULL }, { NULL }
  };
  static const Stage unknown[] = {
    QUEUED, SENT, { PD_INVOICE_STAGE_UNKNOWN, 30, NULL, NULL, "对方没有回答，是否已开出尚不清楚。" }, { NULL }
  };
  static const Stage failed[] = { QUEUED,
                                  SENT,
                                  { PD_INVOICE_STAGE_FAILED, 4, NULL, "E9106",
                                    "购买方名称与税号不一致，请核对后重新提交。" },
                                  { NULL } };
#undef QUEUED
#undef SENT
  const struct
  {
    const char *state;
    const char *next;
    gint64 age;
    const Stage *story;
    char **id;
  } rows[] = {
    { PD_INVOICE_STATE_QUEUED, PD_INVOICE_NEXT_SEND, 2, queued, &cache->queued },
    { PD_INVOICE_STATE_WAITING, PD_INVOICE_NEXT_SIGN_IN, 900, waiting, &cache->waiting },
    { PD_INVOICE_STATE_WAITING, PD_INVOICE_NEXT_SIGN_IN, 800, waiting, NULL },
    { PD_INVOICE_STATE_WAITING, PD_INVOICE_NEXT_SIGN_IN, 700, waiting, NULL },
    { PD_INVOICE_STATE_SUBMITTED, PD_INVOICE_NEXT_QUERY, 500, submitted, &cache->submitted },
    { PD_INVOICE_STATE_UNKNOWN, PD_INVOICE_NEXT_DECIDE, 7000, unknown, &cache->unknown },
    { PD_INVOICE_STATE_FAILED, PD_INVOICE_NEXT_FIX, 300, failed, &cache->failed },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (PdRecord) invoice =
          new_invoice (cache, rows[i].state, rows[i].next, rows[i].age, rows[i].story);

      if (rows[i].id != NULL)
        *rows[i].id = g_strdup (pd_record_get_id (invoice));
      if (!issuing_cache_take (session, cache, invoice, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
add_orders (PdStoreSession *session, IssuingCache *cache, GError **error)
{
  const struct
  {
    const char *state;
    gint64 price;
    const char *tax_code;
    const char *command;
    char **id;
  } rows[] = {
    { PD_ORDER_STATE_OPEN, 150, TAX_CODE, "issue", &cache->asked },
    { PD_ORDER_STATE_COMPLETED, 80, TAX_CODE, NULL, &cache->completed },
    { PD_ORDER_STATE_OPEN, 60, TAX_CODE, NULL, &cache->plain },
    { PD_ORDER_STATE_OPEN, 90000, TAX_CODE, NULL, &cache->wrong },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (PdRecord) order = new_order (cache, rows[i].state, rows[i].price, rows[i].tax_code);

      *rows[i].id = g_strdup (pd_record_get_id (order));
      if (!issuing_cache_take (session, cache, order, error) ||
          (rows[i].command != NULL && !pd_store_add_command (session, &pd_order_type, *rows[i].id,
                                                             rows[i].command, NULL, cache->now, error)))
        return FALSE;
    }
  return TRUE;
}

/* Somebody issued two invoices past this company's orders, and the provider does not know one of them. */
static void
set_comparison (PdRecord *bureau, gint64 now)
{
  PdBureauComparison *comparison = pd_bureau_comparison_new ("2026-11-13", "2026-11-22");
  g_autofree char *text = NULL;

  comparison->n_theirs = 13;
  comparison->n_ours = 12;
  pd_bureau_comparison_add_theirs (comparison, "26372000000000000131");
  pd_bureau_comparison_add_theirs (comparison, "26372000000000000132");
  pd_bureau_comparison_add_ours (comparison, "26372000000000000111");
  text = pd_bureau_comparison_to_text (comparison);
  pd_record_set_text (bureau, PD_BUREAU_COMPARED, text);
  pd_record_set_integer (bureau, PD_BUREAU_COMPARED_AT, now - G_TIME_SPAN_HOUR);
  pd_bureau_comparison_free (comparison);
}

static gboolean
add_office (PdStoreSession *session, IssuingCache *cache, GError **error)
{
  g_autofree char *company_id = pd_id_new (cache->now + 1), *bureau_id = pd_id_new (cache->now + 2);
  g_autoptr (PdRecord) company = pd_record_new (&pd_company_type, company_id);
  g_autoptr (PdRecord) bureau = pd_record_new (&pd_bureau_type, bureau_id);

  pd_record_set_text (company, PD_COMPANY_NAME, "青岛样例商贸有限公司");
  pd_record_set_text (company, PD_COMPANY_TAX_NUMBER, "91370200MA0000000P");
  pd_record_set_text (company, PD_COMPANY_DRAWER, "王会计");
  pd_record_set_text (bureau, PD_BUREAU_GATEWAY, "sandbox");
  pd_record_set_text (bureau, PD_BUREAU_SESSION, PD_BUREAU_SESSION_CODE);
  pd_record_set_text (bureau, PD_BUREAU_ACCOUNT, "王会计");
  pd_record_set_text (bureau, PD_BUREAU_QR_CODE, "https://bureau.example.com/login?code=7Q2X0LZT");
  pd_record_set_integer (bureau, PD_BUREAU_CODE_EXPIRES_AT, cache->now + 5 * G_TIME_SPAN_MINUTE);
  pd_record_set_integer (bureau, PD_BUREAU_QUOTA_TOTAL, 20000000);
  pd_record_set_integer (bureau, PD_BUREAU_QUOTA_USED, 12000000);
  pd_record_set_integer (bureau, PD_BUREAU_QUOTA_AVAILABLE, 8000000);
  pd_record_set_integer (bureau, PD_BUREAU_QUOTA_AT, cache->now - G_TIME_SPAN_HOUR);
  pd_record_set_text (bureau, PD_BUREAU_AUTO_ISSUE, PD_BUREAU_RULE_ORDINARY);
  set_comparison (bureau, cache->now);
  cache->bureau = g_strdup (bureau_id);
  return issuing_cache_take (session, cache, company, error) &&
         issuing_cache_take (session, cache, bureau, error);
}

/* A job of a store: @data is an IssuingCache with its time. */
gboolean
issuing_cache_fill (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  IssuingCache *cache = data;

  for (guint i = 0; i < ISSUING_CACHE_ISSUED; i++)
    if (!add_issued (session, cache, i, error))
      return FALSE;
  return add_office (session, cache, error) && add_under_way (session, cache, error) &&
         add_orders (session, cache, error);
}

/* A job: somebody has signed in, and what waited goes on. */
gboolean
issuing_cache_sign_in (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  IssuingCache *cache = data;
  g_autoptr (PdRecord) bureau = pd_store_get_record (session, &pd_bureau_type, cache->bureau, error);
  g_autoptr (PdRecord) invoice = pd_store_get_record (session, &pd_invoice_type, cache->waiting, error);

  if (bureau == NULL || invoice == NULL)
    return FALSE;
  pd_record_set_text (bureau, PD_BUREAU_SESSION, PD_BUREAU_SESSION_IN);
  pd_record_clear (bureau, PD_BUREAU_QR_CODE);
  pd_record_clear (bureau, PD_BUREAU_CODE_EXPIRES_AT);
  pd_record_set_text (invoice, PD_INVOICE_STATE, PD_INVOICE_STATE_QUEUED);
  pd_record_set_text (invoice, PD_INVOICE_NEXT_STEP, PD_INVOICE_NEXT_SEND);
  return issuing_cache_take (session, cache, invoice, error) &&
         issuing_cache_take (session, cache, bureau, error);
}

/* A job: the platform has taken the request that waited here, and the bureau has issued. */
gboolean
issuing_cache_issue_asked (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  IssuingCache *cache = data;
  g_autoptr (PdRecord) order = NULL;

  if (!pd_store_withdraw_command (session, &pd_order_type, cache->asked, error))
    return FALSE;
  order = pd_store_get_record (session, &pd_order_type, cache->asked, error);
  if (order == NULL)
    return FALSE;
  pd_record_set_text (order, PD_ORDER_STATE, PD_ORDER_STATE_INVOICED);
  pd_record_set_text (order, PD_ORDER_INVOICE_NUMBER, "26372000000000000999");
  return issuing_cache_take (session, cache, order, error);
}

void
issuing_cache_clear (IssuingCache *cache)
{
  char *const ids[] = { cache->bureau,    cache->queued, cache->waiting, cache->submitted,
                        cache->unknown,   cache->failed, cache->issued,  cache->asked,
                        cache->completed, cache->plain,  cache->wrong };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    g_free (ids[i]);
}
