/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ofd"

#include "ofd/pd-ofd-private.h"

#include <glib/gi18n-lib.h>
#include <libxml/parser.h>

/* Documents within one file, and notes in its head. */
#define MAX_BODIES 64
#define MAX_NOTES 1000

G_DEFINE_QUARK (pd - ofd - error - quark, pd_ofd_error)

static void
page_free (gpointer data)
{
  PdOfdPage *page = data;

  g_clear_pointer (&page->texts, g_hash_table_unref);
  g_free (page->id);
  g_free (page);
}

static void
note_free (gpointer data)
{
  PdOfdNote *note = data;

  g_free (note->name);
  g_free (note->value);
  g_free (note);
}

static void
attachment_free (gpointer data)
{
  PdOfdAttachment *attachment = data;

  g_free (attachment->name);
  g_bytes_unref (attachment->content);
  g_free (attachment);
}

static PdOfdDocument *
create (void)
{
  PdOfdDocument *self = g_new0 (PdOfdDocument, 1);

  self->bodies = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_ofd_body_free);
  self->pages = g_ptr_array_new_with_free_func (page_free);
  self->notes = g_ptr_array_new_with_free_func (note_free);
  self->attachments = g_ptr_array_new_with_free_func (attachment_free);
  self->tags = g_ptr_array_new_with_free_func ((GDestroyNotify) xmlFreeDoc);
  self->template_files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) xmlFreeDoc);
  return self;
}

/**
 * pd_ofd_document_free:
 * @self: (transfer full): a document
 */
void
pd_ofd_document_free (PdOfdDocument *self)
{
  g_hash_table_unref (self->template_files);
  g_ptr_array_unref (self->tags);
  g_ptr_array_unref (self->attachments);
  g_ptr_array_unref (self->notes);
  g_ptr_array_unref (self->pages);
  g_ptr_array_unref (self->bodies);
  g_clear_pointer (&self->folded, g_hash_table_unref);
  g_clear_pointer (&self->parts, g_hash_table_unref);
  g_free (self);
}

static void
take_notes (PdOfdDocument *self, const xmlNode *docbody)
{
  const xmlNode *info = pd_xml_child (docbody, "DocInfo");
  const xmlNode *list = info != NULL ? pd_xml_child (info, "CustomDatas") : NULL;

  for (const xmlNode *node = list != NULL ? pd_xml_first (list) : NULL;
       node != NULL && self->notes->len < MAX_NOTES; node = pd_xml_next (node))
    {
      PdOfdNote *note = g_new0 (PdOfdNote, 1);

      note->name = pd_xml_attribute (node, "Name");
      note->value = pd_xml_text (node);
      if (note->name != NULL)
        g_ptr_array_add (self->notes, note);
      else
        note_free (note);
    }
}

static gboolean
take_body (PdOfdDocument *self, const xmlNode *docbody, GError **error)
{
  const char *root = pd_ofd_package_find_child (self, "", docbody, "DocRoot");
  const char *signatures = pd_ofd_package_find_child (self, "", docbody, "Signatures");
  PdOfdBody *body = pd_ofd_body_new ();

  g_ptr_array_add (self->bodies, body);
  take_notes (self, docbody);
  pd_ofd_body_load_signatures (self, body, signatures);
  /* Who takes a signature out of the file has to take out its mention as well. */
  if (signatures == NULL && pd_xml_child (docbody, "Signatures") != NULL)
    g_ptr_array_add (body->signatures, g_strdup (""));
  return pd_ofd_body_load (self, body, root, error);
}

static gboolean
load (PdOfdDocument *self, GCancellable *cancellable, GError **error)
{
  const char *part = pd_ofd_package_find (self, "", "OFD.xml");
  g_autoptr (PdXml) xml = pd_ofd_package_parse (self, part, error);
  const xmlNode *root = xml != NULL ? xmlDocGetRootElement (xml) : NULL;
  g_autoptr (GError) first = NULL;

  if (root == NULL)
    return FALSE;
  for (const xmlNode *node = pd_xml_first (root); node != NULL && self->bodies->len < MAX_BODIES;
       node = pd_xml_next (node))
    if (g_str_equal (pd_xml_name (node), "DocBody"))
      {
        g_autoptr (GError) local = NULL;
        guint n_pages = self->pages->len;

        if (g_cancellable_set_error_if_cancelled (cancellable, error))
          return FALSE;
        if (take_body (self, node, &local) && self->pages->len > n_pages)
          continue;
        /* What is too large is not read in part. */
        if (g_error_matches (local, PD_OFD_ERROR, PD_OFD_ERROR_TOO_LARGE) ||
            g_error_matches (local, PD_XML_ERROR, PD_XML_ERROR_TOO_LARGE))
          {
            g_propagate_error (error, g_steal_pointer (&local));
            return FALSE;
          }
        self->n_missing++;
        if (first == NULL)
          first = g_steal_pointer (&local);
      }
  if (self->pages->len == 0 && first != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&first));
      return FALSE;
    }
  if (self->pages->len == 0)
    {
      g_set_error_literal (error, PD_OFD_ERROR, PD_OFD_ERROR_DAMAGED,
                           _ ("The OFD file has no pages. Ask for the file again."));
      return FALSE;
    }
  return TRUE;
}

static gpointer
init_parser (gpointer unused)
{
  xmlInitParser ();
  return NULL;
}

/**
 * pd_ofd_document_new:
 * @bytes: an OFD file; hostile
 * @cancellable: (nullable): stops it
 * @error: return location for a #PdOfdError, #PdZipError, #PdXmlError or %G_IO_ERROR_CANCELLED
 *
 * Opens a file in memory. All documents in it are one row of pages. A document or page that is damaged leaves the
 * others as they are: of documents pd_ofd_document_get_n_missing() tells, a page is found when it is asked for.
 *
 * Returns: (transfer full) (nullable): the document
 */
PdOfdDocument *
pd_ofd_document_new (GBytes *bytes, GCancellable *cancellable, GError **error)
{
  static GOnce once = G_ONCE_INIT;
  g_autoptr (PdOfdDocument) self = create ();

  g_once (&once, init_parser, NULL);
  if (!pd_ofd_package_open (self, bytes, cancellable, error) || !load (self, cancellable, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * pd_ofd_document_get_n_missing:
 * @self: a document
 *
 * Returns: how many of the documents in the file cannot be read, so that their pages are not among the others
 */
guint
pd_ofd_document_get_n_missing (const PdOfdDocument *self)
{
  return self->n_missing;
}

/**
 * pd_ofd_document_get_n_pages:
 * @self: a document
 *
 * Returns: how many pages it has, at least one
 */
guint
pd_ofd_document_get_n_pages (const PdOfdDocument *self)
{
  return self->pages->len;
}

/**
 * pd_ofd_document_get_page_size:
 * @self: a document
 * @page: counted from 0
 * @width: (out): points
 * @height: (out): points
 *
 * Tells how large a page is: its physical box, else that of the document.
 */
void
pd_ofd_document_get_page_size (const PdOfdDocument *self, guint page, double *width, double *height)
{
  PdOfdPage *found = self->pages->pdata[page];

  pd_ofd_page_load_box ((PdOfdDocument *) self, found);
  *width = found->box.width * PD_OFD_POINTS;
  *height = found->box.height * PD_OFD_POINTS;
}

/**
 * pd_ofd_document_get_notes:
 * @self: a document
 *
 * Returns: (transfer none): of #PdOfdNote, the custom data in the head of the file
 */
GPtrArray *
pd_ofd_document_get_notes (const PdOfdDocument *self)
{
  return self->notes;
}

/**
 * pd_ofd_document_get_attachments:
 * @self: a document
 *
 * Returns: (transfer none): of #PdOfdAttachment
 */
GPtrArray *
pd_ofd_document_get_attachments (const PdOfdDocument *self)
{
  return self->attachments;
}

/**
 * pd_ofd_document_get_tags:
 * @self: a document
 *
 * Returns: (transfer none): of #PdXml, the custom tags, which point at text objects by page and object
 */
GPtrArray *
pd_ofd_document_get_tags (const PdOfdDocument *self)
{
  return self->tags;
}
