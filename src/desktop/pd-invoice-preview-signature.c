/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-invoice-preview-private.h"

#include "desktop/pd-layout.h"
#include "reading/pd-read-invoice.h"
#include "reading/pd-reader.h"
#include "reading/pd-signature.h"
#include "reading/pd-trusted-signers.h"

/* No invoice has more; the worst of all is what counts. */
#define MAX_SAID 3

/** Said: what the signatures of a file say, in words. */
typedef struct
{
  PdSignatureVerdict verdict;
  char *text;            /* (owned) (nullable): nothing of a file of which nobody expects a signature */
  GPtrArray *signatures; /* (owned) (nullable) of PdSignature: the worst first */
  gboolean is_own;       /* the signer of the first is trusted by the person who works here */
} Said;

static void
said_free (gpointer data)
{
  Said *said = data;

  g_free (said->text);
  g_clear_pointer (&said->signatures, g_ptr_array_unref);
  g_free (said);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const PdSignature *const *first = a;
  const PdSignature *const *second = b;

  return (int) (*second)->verdict - (int) (*first)->verdict;
}

static char *
put_in_words (GPtrArray *signatures)
{
  static const PdSignature none = { .verdict = PD_SIGNATURE_NONE };
  GString *text = NULL;

  if (signatures->len == 0)
    return pd_signature_sentence (&none);
  text = g_string_new (NULL);
  g_ptr_array_sort (signatures, compare);
  for (guint i = 0; i < MIN (signatures->len, MAX_SAID); i++)
    {
      g_autofree char *sentence = pd_signature_sentence (signatures->pdata[i]);

      g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", sentence);
    }
  return g_string_free (text, FALSE);
}

/* Whether the certificate is among those that the person trusts, and the administrator does not. */
static gboolean
is_trusted_here (const PdSignature *signature)
{
  g_autoptr (GPtrArray) signers = NULL;

  if (signature->certificate == NULL)
    return FALSE;
  signers = pd_trusted_signers_load ();
  for (guint i = 0; i < signers->len; i++)
    {
      const PdTrustedSigner *signer = signers->pdata[i];

      if (signer->is_own && g_bytes_equal (signer->certificate, signature->certificate))
        return TRUE;
    }
  return FALSE;
}

static void
check_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const char *format = pd_read_format (task_data);
  Said *said = g_new0 (Said, 1);

  if (g_strcmp0 (format, "pdf") == 0 || g_strcmp0 (format, "ofd") == 0)
    {
      g_autoptr (PdReader) reader = pd_reader_new (NULL);
      g_autoptr (GError) error = NULL;
      GPtrArray *signatures = pd_reader_check_signatures (reader, task_data, format, cancellable, &error);

      said->verdict = signatures != NULL ? pd_signatures_verdict (signatures) : PD_SIGNATURE_BROKEN;
      said->text = signatures != NULL ? put_in_words (signatures) : g_strdup (error->message);
      said->is_own = signatures != NULL && signatures->len > 0 && is_trusted_here (signatures->pdata[0]);
      said->signatures = signatures;
    }
  g_task_return_pointer (task, said, said_free);
}

static const char *
style_of (PdSignatureVerdict verdict)
{
  switch (verdict)
    {
    case PD_SIGNATURE_VALID:
      return "success";
    case PD_SIGNATURE_PARTIAL:
    case PD_SIGNATURE_UNKNOWN_SIGNER:
    case PD_SIGNATURE_EXPIRED:
      return "warning";
    case PD_SIGNATURE_REVOKED:
    case PD_SIGNATURE_CHANGED:
    case PD_SIGNATURE_BROKEN:
      return "error";
    case PD_SIGNATURE_NONE:
    default:
      return "dim-label";
    }
}

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  PdInvoicePreview *self = PD_INVOICE_PREVIEW (source);
  const char *classes[] = { NULL, NULL };
  Said *said = g_task_propagate_pointer (G_TASK (result), NULL);

  if (said == NULL)
    return;
  classes[0] = style_of (said->verdict);
  /* Meanwhile another file may be shown, or nothing any more. */
  if (self->content != NULL && self->pdf == g_task_get_task_data (G_TASK (result)))
    {
      gtk_widget_set_css_classes (self->signature, classes);
      pd_layout_say (self->signature, said->text);
      pd_signer_button_set_signature (self->signer,
                                      said->signatures != NULL && said->signatures->len > 0
                                          ? said->signatures->pdata[0]
                                          : NULL,
                                      said->is_own);
    }
  said_free (said);
}

/**
 * pd_invoice_preview_check_signatures:
 * @self: a preview of a file from outside
 *
 * Says above the pages what the file's signatures are worth, and whose they are, as soon as the reader's process has
 * checked them. What was made here is not signed, and nobody needs to be told so: it is for files of others.
 */
void
pd_invoice_preview_check_signatures (PdInvoicePreview *self)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (PD_IS_INVOICE_PREVIEW (self) && self->pdf != NULL);

  task = g_task_new (self, NULL, checked_cb, NULL);
  g_task_set_source_tag (task, pd_invoice_preview_check_signatures);
  g_task_set_task_data (task, g_bytes_ref (self->pdf), (GDestroyNotify) g_bytes_unref);
  g_task_run_in_thread (task, check_thread);
}
