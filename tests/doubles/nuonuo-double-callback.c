/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-doubles"

#include "doubles/nuonuo-double-private.h"

/* What the provider would tell a callback URL: kept for the tests, which may send it on once, twice, late or never.
 * Nothing in it is signed. */

static void
keep (NuonuoDouble *self,
      const char *url,
      const char *operater,
      const char *key,
      const char *value,
      JsonObject *content)
{
  g_autoptr (JsonNode) node = nuonuo_node (content);
  g_autofree char *text = nuonuo_json_text (node);
  g_autofree char *encoded = g_uri_escape_string (text, NULL, FALSE);
  g_autofree char *body =
      g_strconcat ("operater=", operater, "&", key, "=", value, "&content=", encoded, NULL);

  nuonuo_run (self, "INSERT INTO callback (url, body) VALUES (?, ?)", "tt", url, body);
}

/* The URL that came with a request; NULL when it came with none. */
static char *
url_of (const char *content, const char *name)
{
  g_autoptr (JsonNode) holder = NULL;
  JsonObject *object = nuonuo_json_read (content, -1, &holder);

  return object != NULL && nuonuo_has (object, name) ? g_strdup (nuonuo_param (object, name)) : NULL;
}

/* An order was issued, has failed, or was not sealed. */
void
nuonuo_push_invoice (NuonuoDouble *self, gint64 id)
{
  g_autoptr (sqlite3_stmt) row = nuonuo_sql (
      self,
      "SELECT content, status, order_number, serial, number, fail_cause, seller, net, tax, issued, "
      "blue_number FROM submission WHERE id = ?",
      "i", id);
  g_autofree char *url = NULL;

  if (!nuonuo_row (row) || (url = url_of (nuonuo_column (row, 0), "callBackUrl")) == NULL)
    return;

  gint64 status = nuonuo_column_integer (row, 1);
  JsonObject *content = json_object_new ();
  g_autofree char *net = nuonuo_fen_text (nuonuo_column_integer (row, 7));
  g_autofree char *gross = nuonuo_fen_text (nuonuo_column_integer (row, 7) + nuonuo_column_integer (row, 8));

  nuonuo_put (content, "c_status", status == 2 ? "1" : status == 22 ? "2" : "3");
  nuonuo_put (content, "c_orderno", nuonuo_column (row, 2));
  nuonuo_put (content, "c_fpqqlsh", nuonuo_column (row, 3));
  nuonuo_put (content, "c_saletaxnum", nuonuo_column (row, 6));
  if (status == 2)
    {
      nuonuo_put (content, "allElectronicInvoiceNumber", nuonuo_column (row, 4));
      nuonuo_put (content, "oldEleInvoiceNumber", nuonuo_column (row, 10));
      nuonuo_put (content, "c_fphm", nuonuo_column (row, 4));
      nuonuo_put (content, "c_bhsje", net);
      nuonuo_put (content, "c_hjse", gross);
      json_object_set_int_member (content, "c_kprq", nuonuo_column_integer (row, 9));
    }
  else
    nuonuo_put (content, "c_errorMessage", nuonuo_column (row, 5));
  keep (self, url, "callback", "orderno", nuonuo_column (row, 2), content);
}

/* An invoice on paper was voided. */
void
nuonuo_push_void (NuonuoDouble *self, gint64 id)
{
  g_autoptr (sqlite3_stmt) row =
      nuonuo_sql (self, "SELECT content, serial FROM submission WHERE id = ?", "i", id);
  g_autofree char *url = NULL;

  if (!nuonuo_row (row) || (url = url_of (nuonuo_column (row, 0), "callBackUrl")) == NULL)
    return;

  JsonObject *content = json_object_new ();

  nuonuo_put (content, "invalidStatus", "3");
  nuonuo_put (content, "invalidErrorMessage", "");
  keep (self, url, "invoiceInvalid", "fpqqlsh", nuonuo_column (row, 1), content);
}

/* A form of reversal has moved. */
void
nuonuo_push_form (NuonuoDouble *self, const char *uuid)
{
  g_autoptr (sqlite3_stmt) row =
      nuonuo_sql (self, "SELECT content, bill_id, status, number, message FROM form WHERE uuid = ?", "t",
                  uuid);
  g_autofree char *url = NULL;

  if (!nuonuo_row (row) || (url = url_of (nuonuo_column (row, 0), "callbackUrl")) == NULL)
    return;

  JsonObject *content = json_object_new ();

  nuonuo_put (content, "billId", nuonuo_column (row, 1));
  nuonuo_put (content, "billNo", nuonuo_column (row, 3));
  nuonuo_put (content, "billUuid", uuid);
  nuonuo_put (content, "billStatus", nuonuo_column (row, 2));
  nuonuo_put (content, "billMessage", nuonuo_column (row, 4));
  keep (self, url, "redConfirmCallback", "billId", nuonuo_column (row, 1), content);
}
