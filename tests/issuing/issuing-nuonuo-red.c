/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "issuing/issuing-nuonuo.h"

#include "doubles/nuonuo-double-red.h"
#include "model/pd-red-form-status.h"
#include "model/pd-red-form.h"

/* The other side of the forms of reversal at 诺税通's double. */

#define BUYER "91310115MA1PD00290"
#define SELLER "91330106MA1PD0027A"

/** issuing_nuonuo_asks_for_red: whether the red invoice comes only when the platform asks for it. */
gboolean
issuing_nuonuo_asks_for_red (const Issuing *issuing)
{
  return issuing->options->seed % 4 == 0;
}

static void
book (Issuing *issuing, const char *number)
{
  issuing_nuonuo_control (issuing->bureau, "blue", "{\"number\":\"%s\",\"used\":true}", number);
}

/* All that is left of it by the bureau's own book; orders here have one line. */
static void
enter_form (Issuing *issuing, const char *number)
{
  IssuingNuonuo *bureau = issuing->bureau;
  gint64 net = 0, tax = 0;

  nuonuo_red_remaining (bureau->provider, number, 0, &net, &tax);
  if (net <= 0)
    return;

  g_autofree char *net_text = nuonuo_fen_text (-net);
  g_autofree char *tax_text = nuonuo_fen_text (-tax);
  g_autofree char *detail = g_strdup_printf (
      "[{\"blueDetailIndex\":\"1\",\"goodsName\":\"激光打印机\",\"goodsCode\":\"1090511010000000000\","
      "\"taxRate\":\"0.13\",\"taxExcludedAmount\":\"%s\",\"taxAmount\":\"%s\"}]",
      net_text, tax_text);

  issuing_nuonuo_control (bureau, "inbound",
                          "{\"seller\":\"" ISSUING_TAX_NUMBER
                          "\",\"sellerName\":\"甲公司\",\"buyer\":\"" BUYER
                          "\",\"buyerName\":\"样例市远山文化传播有限公司\",\"blueNumber\":\"%s\","
                          "\"redReason\":\"1\",\"net\":%" G_GINT64_FORMAT ",\"tax\":%" G_GINT64_FORMAT
                          ",\"by\":\"buyer\",\"detail\":%s}",
                          number, net, tax, detail);
}

/* Who asks for the red invoices of others is not played: they come by themselves, or the other side enters nothing. */
static void
sell_to_us (Issuing *issuing, gint64 gross)
{
  IssuingNuonuo *bureau = issuing->bureau;

  if (!issuing_nuonuo_asks_for_red (issuing))
    issuing_nuonuo_control (bureau, "inbound",
                            "{\"seller\":\"" SELLER "\",\"sellerName\":\"样例市近水商贸有限公司\",\"buyer\":"
                            "\"" ISSUING_TAX_NUMBER
                            "\",\"buyerName\":\"甲公司\",\"blueNumber\":\"2633%08u%08u\","
                            "\"redReason\":\"1\",\"net\":%" G_GINT64_FORMAT ",\"tax\":0,\"by\":\"seller\"}",
                            sim_random_below (&bureau->random, 100000000),
                            sim_random_below (&bureau->random, 100000000), gross);
}

/* (nullable): what the word makes of a form; nothing where nobody waits for that word any more. */
static const char *
follow (const char *status, gboolean entered_by_us, gboolean entered_by_seller, IssuingWord word)
{
  if (!g_str_equal (status, entered_by_seller ? "02" : "03"))
    return NULL;
  if (word == ISSUING_WITHDRAW)
    return entered_by_us ? NULL : "08";
  if (!entered_by_us)
    return NULL;
  return word == ISSUING_CONFIRM ? "04" : entered_by_seller ? "05" : "06";
}

static void
say (Issuing *issuing, const char *form, IssuingWord word)
{
  IssuingNuonuo *bureau = issuing->bureau;
  g_autoptr (sqlite3_stmt) row = nuonuo_sql (bureau->provider,
                                             "SELECT uuid, status, (made_by = 'seller') = (seller = ?), "
                                             "made_by = 'seller' FROM form WHERE number = ?",
                                             "tt", ISSUING_TAX_NUMBER, form);
  const char *status = NULL;
  g_autofree char *uuid = NULL;

  if (!nuonuo_row (row))
    return;
  uuid = g_strdup (nuonuo_column (row, 0));
  status = follow (nuonuo_column (row, 1), nuonuo_column_integer (row, 2) != 0,
                   nuonuo_column_integer (row, 3) != 0, word);
  sqlite3_reset (row);
  if (status != NULL)
    issuing_nuonuo_control (bureau, "red", "{\"uuid\":\"%s\",\"status\":\"%s\"}", uuid, status);
}

static GPtrArray *
list (Issuing *issuing)
{
  IssuingNuonuo *bureau = issuing->bureau;
  GPtrArray *forms = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  /* What is due by now happens before the book is read. */
  g_autofree char *answer = nuonuo_double_control (bureau->provider, "forms", NULL);
  g_autoptr (sqlite3_stmt) row =
      nuonuo_sql (bureau->provider,
                  "SELECT uuid, number, status, bill_id, made_by, seller FROM form ORDER BY id", "");

  while (nuonuo_row (row))
    {
      PdRecord *form = pd_record_new (&pd_red_form_type, nuonuo_column (row, 0));
      gboolean sells = g_str_equal (nuonuo_column (row, 5), ISSUING_TAX_NUMBER);
      const char *side = sells ? PD_RED_FORM_SIDE_SELLER : PD_RED_FORM_SIDE_BUYER;
      const char *status = nuonuo_column (row, 2);

      pd_record_set_text (form, PD_RED_FORM_NUMBER, nuonuo_column (row, 1));
      pd_record_set_text (form, PD_RED_FORM_STATUS, status);
      pd_record_set_text (form, PD_RED_FORM_STATE, pd_red_form_status_to_state (status, side));
      if (g_str_equal (nuonuo_column (row, 4), side))
        pd_record_set_text (form, PD_RED_FORM_KEY, nuonuo_column (row, 3));
      g_ptr_array_add (forms, form);
    }
  return forms;
}

static gboolean
holds (Issuing *issuing, const char *key)
{
  IssuingNuonuo *bureau = issuing->bureau;

  return nuonuo_integer (bureau->provider, 0, "SELECT count (*) FROM form WHERE bill_id = ?", "t", key) > 0;
}

const IssuingRedProvider issuing_nuonuo_red = {
  .book = book,
  .enter_form = enter_form,
  .sell_to_us = sell_to_us,
  .say = say,
  .list = list,
  .holds = holds,
};
