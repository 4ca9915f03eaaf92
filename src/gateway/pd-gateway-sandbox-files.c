/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-gateway"

#include "gateway/pd-gateway-sandbox-private.h"

#include "document/pd-invoice-pages.h"
#include "document/pd-invoice-xml.h"

/* When a file that is missing is asked for again. */
#define FILE_WAIT (10 * G_TIME_SPAN_SECOND)

static char *
find_number (PdSandboxCall *call, const PdGatewayKey *key)
{
  /* The red invoice of a form that somebody else issues is found by the form's key. */
  return pd_sandbox_text (call, pd_gateway_book_query (call->sandbox->book,
                                                       "SELECT number FROM legal_invoice WHERE key = ?1"
                                                       " UNION ALL SELECT red FROM form"
                                                       " WHERE (key = ?1 OR uuid = ?2) AND red IS NOT NULL",
                                                       "tt", key->key, key->serial));
}

/** FilesData: what a file is drawn from, for after the transaction. */
typedef struct
{
  const PdGatewayKey *key;
  PdRecord *invoice; /* (owned) (nullable) */
} FilesData;

static PdGatewayAnswer *
read_invoice_work (PdSandboxCall *call, gconstpointer data)
{
  FilesData *files = (FilesData *) data;
  g_autofree char *number = find_number (call, files->key);
  PdGatewayAnswer *answer = number != NULL ? pd_sandbox_issued_answer (call, number) : NULL;

  if (call->failed)
    {
      g_clear_pointer (&answer, pd_gateway_answer_free);
      return NULL;
    }
  if (answer == NULL)
    return pd_sandbox_query_key (call, files->key->key);
  files->invoice = pd_sandbox_read_invoice (call, number);
  answer->files_pending = call->fault == PD_GATEWAY_FAULT_NO_FILE;
  return answer;
}

/* A file that cannot be drawn is no reason to doubt the invoice. */
static GBytes *
draw_pdf (const PdRecord *invoice)
{
  g_autoptr (PdInvoicePages) pages = pd_invoice_pages_new (invoice);
  g_autoptr (GError) error = NULL;
  GBytes *pdf = pd_invoice_pages_to_pdf (pages, NULL, &error);

  if (pdf == NULL)
    g_message ("no PDF could be drawn: %s", error->message);
  return pdf;
}

static GBytes *
write_xml (const PdRecord *invoice)
{
  g_autoptr (GError) error = NULL;
  GBytes *xml = pd_invoice_to_xml (invoice, &error);

  if (xml == NULL)
    g_message ("no XML could be written: %s", error->message);
  return xml;
}

/*< private >
 * pd_sandbox_fetch_files: see PdGatewayFunctions. Drawing takes a while, so it is done outside of the book.
 */
PdGatewayAnswer *
pd_sandbox_fetch_files (gpointer self, const PdGatewayKey *key, GCancellable *cancellable)
{
  FilesData data = { .key = key };
  PdGatewayAnswer *answer = pd_sandbox_do (self, PD_GATEWAY_SANDBOX_FILES, read_invoice_work, &data);
  g_autoptr (PdRecord) invoice = data.invoice;

  if (answer->state != PD_GATEWAY_ISSUED || invoice == NULL)
    return pd_gateway_answer_without_files (answer);
  if (!answer->files_pending)
    answer->files[PD_GATEWAY_FILE_PDF] = draw_pdf (invoice);
  answer->files[PD_GATEWAY_FILE_XML] = write_xml (invoice);
  answer->wait = answer->files_pending ? FILE_WAIT : 0;
  return answer;
}
