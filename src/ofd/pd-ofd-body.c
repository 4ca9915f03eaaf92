/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ofd"

#include "ofd/pd-ofd-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Where nothing says how large a page is. */
static const PdOfdBox a4 = { 0, 0, 210, 297 };

static void
resource_free (gpointer data)
{
  PdOfdResource *resource = data;

  if (resource->free_made != NULL && resource->made != NULL)
    resource->free_made (resource->made);
  g_free (resource->folder);
  g_free (resource);
}

GHashTable *
pd_ofd_resources_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, resource_free);
}

PdOfdBody *
pd_ofd_body_new (void)
{
  PdOfdBody *body = g_new0 (PdOfdBody, 1);

  body->files = g_ptr_array_new_with_free_func ((GDestroyNotify) xmlFreeDoc);
  body->resources = pd_ofd_resources_new ();
  body->templates = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  body->template_order = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  body->annotations = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  body->signatures = g_ptr_array_new_with_free_func (g_free);
  body->page_box = a4;
  return body;
}

void
pd_ofd_body_free (PdOfdBody *body)
{
  g_hash_table_unref (body->resources);
  g_hash_table_unref (body->templates);
  g_hash_table_unref (body->template_order);
  g_hash_table_unref (body->annotations);
  g_ptr_array_unref (body->signatures);
  g_ptr_array_unref (body->files);
  g_free (body->default_color_space);
  g_free (body->folder);
  g_free (body);
}

/*< private >
 * pd_ofd_body_add_resources:
 * @resources: where to
 * @files: keeps the file
 * @part: (nullable): a file of resources
 *
 * Adds what a file of resources declares. The first of an id counts.
 */
void
pd_ofd_body_add_resources (PdOfdDocument *self, GHashTable *resources, GPtrArray *files, const char *part)
{
  g_autoptr (PdXml) xml = part != NULL ? pd_ofd_package_parse (self, part, NULL) : NULL;
  const xmlNode *root = xml != NULL ? xmlDocGetRootElement (xml) : NULL;

  if (root == NULL)
    return;
  for (const xmlNode *list = pd_xml_first (root); list != NULL; list = pd_xml_next (list))
    for (const xmlNode *node = pd_xml_first (list); node != NULL; node = pd_xml_next (node))
      {
        g_autofree char *id = pd_xml_attribute (node, "ID");
        g_autofree char *key = id != NULL ? g_strconcat (pd_xml_name (node), " ", id, NULL) : NULL;
        PdOfdResource *resource;

        if (key == NULL || g_hash_table_contains (resources, key))
          continue;
        resource = g_new0 (PdOfdResource, 1);
        resource->node = node;
        resource->folder = pd_ofd_package_folder_of (root, part);
        g_hash_table_insert (resources, g_steal_pointer (&key), resource);
      }
  g_ptr_array_add (files, g_steal_pointer (&xml));
}

static void
add_template (PdOfdDocument *self, PdOfdBody *body, const xmlNode *node)
{
  g_autofree char *id = pd_xml_attribute (node, "ID");
  g_autofree char *location = pd_xml_attribute (node, "BaseLoc");
  const char *part = pd_ofd_package_find (self, body->folder, location);
  char *order = pd_xml_attribute (node, "ZOrder");

  if (id != NULL && part != NULL)
    g_hash_table_insert (body->templates, g_strdup (id), (gpointer) part);
  if (id != NULL && order != NULL)
    g_hash_table_insert (body->template_order, g_strdup (id), order);
  else
    g_free (order);
}

static void
load_common (PdOfdDocument *self, PdOfdBody *body, const xmlNode *common)
{
  for (const xmlNode *node = pd_xml_first (common); node != NULL; node = pd_xml_next (node))
    {
      const char *name = pd_xml_name (node);
      g_autofree char *text = pd_xml_text (node);

      if (g_str_equal (name, "PublicRes") || g_str_equal (name, "DocumentRes"))
        pd_ofd_body_add_resources (self, body->resources, body->files,
                                   pd_ofd_package_find (self, body->folder, text));
      else if (g_str_equal (name, "TemplatePage"))
        add_template (self, body, node);
      else if (g_str_equal (name, "DefaultCS"))
        {
          g_free (body->default_color_space);
          body->default_color_space = g_steal_pointer (&text);
        }
      else if (g_str_equal (name, "PageArea"))
        {
          const xmlNode *physical = pd_xml_child (node, "PhysicalBox");
          g_autofree char *box = physical != NULL ? pd_xml_text (physical) : NULL;

          pd_ofd_box (box, &body->page_box);
        }
    }
}

static gboolean
add_page (PdOfdDocument *self, PdOfdBody *body, const xmlNode *node, GError **error)
{
  g_autofree char *location = pd_xml_attribute (node, "BaseLoc");
  PdOfdPage *page;

  if (self->pages->len >= PD_OFD_MAX_PAGES)
    {
      g_set_error (error, PD_OFD_ERROR, PD_OFD_ERROR_TOO_LARGE,
                   _ ("The OFD file has more than %d pages, which no invoice has. It was not opened."),
                   PD_OFD_MAX_PAGES);
      return FALSE;
    }
  page = g_new0 (PdOfdPage, 1);
  page->body = body;
  page->id = pd_xml_attribute (node, "ID");
  page->part = pd_ofd_package_find (self, body->folder, location);
  g_ptr_array_add (self->pages, page);
  return TRUE;
}

static void
load_annotations (PdOfdDocument *self, PdOfdBody *body, const char *part)
{
  g_autoptr (PdXml) xml = part != NULL ? pd_ofd_package_parse (self, part, NULL) : NULL;
  const xmlNode *root = xml != NULL ? xmlDocGetRootElement (xml) : NULL;
  g_autofree char *folder = root != NULL ? pd_ofd_package_folder (part) : NULL;

  for (const xmlNode *node = root != NULL ? pd_xml_first (root) : NULL; node != NULL;
       node = pd_xml_next (node))
    {
      g_autofree char *id = pd_xml_attribute (node, "PageID");
      const char *found = pd_ofd_package_find_child (self, folder, node, "FileLoc");

      if (id != NULL && found != NULL)
        g_hash_table_insert (body->annotations, g_steal_pointer (&id), (gpointer) found);
    }
}

static void
add_attachment (PdOfdDocument *self, const char *name, const char *part)
{
  PdOfdAttachment *attachment;

  for (guint i = 0; i < self->attachments->len; i++)
    {
      attachment = self->attachments->pdata[i];
      if (g_str_equal (attachment->part, part))
        return;
    }
  attachment = g_new0 (PdOfdAttachment, 1);
  attachment->name = g_strdup (name != NULL ? name : part);
  attachment->part = part;
  attachment->content = g_bytes_ref (pd_ofd_package_get (self, part));
  g_ptr_array_add (self->attachments, attachment);
}

static void
load_attachments (PdOfdDocument *self, const char *part)
{
  g_autoptr (PdXml) xml = part != NULL ? pd_ofd_package_parse (self, part, NULL) : NULL;
  const xmlNode *root = xml != NULL ? xmlDocGetRootElement (xml) : NULL;
  g_autofree char *folder = root != NULL ? pd_ofd_package_folder (part) : NULL;

  for (const xmlNode *node = root != NULL ? pd_xml_first (root) : NULL; node != NULL;
       node = pd_xml_next (node))
    {
      g_autofree char *name = pd_xml_attribute (node, "Name");
      const char *found = pd_ofd_package_find_child (self, folder, node, "FileLoc");

      if (found != NULL)
        add_attachment (self, name, found);
    }
}

/* Some files have the original beside them without listing it. */
static void
add_unlisted_original (PdOfdDocument *self)
{
  GHashTableIter iter;
  gpointer part;

  g_hash_table_iter_init (&iter, self->parts);
  while (g_hash_table_iter_next (&iter, &part, NULL))
    if (g_str_has_suffix (part, "/original_invoice.xml"))
      add_attachment (self, "original_invoice", part);
}

static void
load_tags (PdOfdDocument *self, const char *part)
{
  g_autoptr (PdXml) xml = part != NULL ? pd_ofd_package_parse (self, part, NULL) : NULL;
  const xmlNode *root = xml != NULL ? xmlDocGetRootElement (xml) : NULL;
  g_autofree char *folder = root != NULL ? pd_ofd_package_folder (part) : NULL;

  for (const xmlNode *node = root != NULL ? pd_xml_first (root) : NULL; node != NULL;
       node = pd_xml_next (node))
    {
      PdXml *tags =
          pd_ofd_package_parse (self, pd_ofd_package_find_child (self, folder, node, "FileLoc"), NULL);

      if (tags != NULL)
        g_ptr_array_add (self->tags, tags);
    }
}

static gboolean
is_blank (const xmlNode *node)
{
  g_autofree char *text = node->content != NULL ? g_strdup ((const char *) node->content) : NULL;

  return text == NULL || *g_strstrip (text) == '\0';
}

/* A list that has none, and says that there was one. */
static gboolean
mentions_others (const xmlNode *node)
{
  g_autofree char *number = pd_xml_text (node);

  return strpbrk (number, "123456789") != NULL;
}

/* Nothing covers the list of the signatures. One that is not as programs write it has perhaps lost one of them. */
static gboolean
is_odd_list (GBytes *bytes)
{
  g_autoptr (PdXml) xml = pd_xml_parse (bytes, FALSE, NULL);
  const xmlNode *root = xml != NULL ? xmlDocGetRootElement (xml) : NULL;
  gboolean has_any = FALSE, had_any = FALSE;

  if (root == NULL || !g_str_equal (pd_xml_name (root), "Signatures"))
    return TRUE;
  for (const xmlNode *node = root->children; node != NULL; node = node->next)
    if (node->type == XML_ELEMENT_NODE && g_str_equal (pd_xml_name (node), "Signature"))
      has_any = TRUE;
    else if (node->type == XML_ELEMENT_NODE && g_ascii_strcasecmp (pd_xml_name (node), "MaxSignId") == 0)
      had_any = mentions_others (node);
    else if (node->type == XML_ELEMENT_NODE || (node->type == XML_TEXT_NODE && !is_blank (node)))
      return TRUE;
  return had_any && !has_any;
}

/*< private >
 * pd_ofd_body_load_signatures:
 * @part: (nullable): the list of signatures
 *
 * Notes where the signatures are; what they say is read when it is asked for.
 */
void
pd_ofd_body_load_signatures (PdOfdDocument *self, PdOfdBody *body, const char *part)
{
  g_autoptr (PdXml) xml = part != NULL ? pd_ofd_package_parse (self, part, NULL) : NULL;
  const xmlNode *root = xml != NULL ? xmlDocGetRootElement (xml) : NULL;
  g_autofree char *folder = root != NULL ? pd_ofd_package_folder (part) : NULL;

  body->has_odd_signatures = part != NULL && is_odd_list (pd_ofd_package_get (self, part));
  for (const xmlNode *node = root != NULL ? pd_xml_first (root) : NULL; node != NULL;
       node = pd_xml_next (node))
    {
      g_autofree char *location = pd_xml_attribute (node, "BaseLoc");

      if (g_str_equal (pd_xml_name (node), "Signature"))
        {
          const char *found = pd_ofd_package_find (self, folder, location);

          g_ptr_array_add (body->signatures, g_strdup (found != NULL ? found : ""));
        }
    }
}

/*< private >
 * pd_ofd_body_load:
 * @root_part: its Document.xml
 *
 * Loads what a document within the file says of itself. Only its root has to be there: what else is missing is missed
 * by the pages that use it.
 */
gboolean
pd_ofd_body_load (PdOfdDocument *self, PdOfdBody *body, const char *root_part, GError **error)
{
  g_autoptr (PdXml) xml = pd_ofd_package_parse (self, root_part, error);
  const xmlNode *root = xml != NULL ? xmlDocGetRootElement (xml) : NULL;
  const xmlNode *common, *pages;

  if (root == NULL)
    return FALSE;
  body->folder = pd_ofd_package_folder (root_part);
  common = pd_xml_child (root, "CommonData");
  pages = pd_xml_child (root, "Pages");
  if (common != NULL)
    load_common (self, body, common);
  for (const xmlNode *node = pages != NULL ? pd_xml_first (pages) : NULL; node != NULL;
       node = pd_xml_next (node))
    if (!add_page (self, body, node, error))
      return FALSE;
  load_annotations (self, body, pd_ofd_package_find_child (self, body->folder, root, "Annotations"));
  load_attachments (self, pd_ofd_package_find_child (self, body->folder, root, "Attachments"));
  load_tags (self, pd_ofd_package_find_child (self, body->folder, root, "CustomTags"));
  add_unlisted_original (self);
  return TRUE;
}
