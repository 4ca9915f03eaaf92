/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ofd"

#include "ofd/pd-ofd-private.h"

#include <glib/gi18n-lib.h>

/* Templates in templates, and all of a page together. */
#define MAX_TEMPLATE_DEPTH 4
#define MAX_TEMPLATES 64
/* Templates that are kept parsed. */
#define MAX_KEPT 64

static const char *const orders[] = { "Background", "Body", "Foreground" };

static gboolean
is_fit (const PdOfdBox *box)
{
  return box->width * PD_OFD_POINTS >= 1 && box->height * PD_OFD_POINTS >= 1 &&
         box->width * PD_OFD_POINTS <= 14400 && box->height * PD_OFD_POINTS <= 14400;
}

static void
take_box (PdOfdPage *page, const xmlNode *root)
{
  const xmlNode *area = pd_xml_child (root, "Area");
  const xmlNode *physical = area != NULL ? pd_xml_child (area, "PhysicalBox") : NULL;
  g_autofree char *text = physical != NULL ? pd_xml_text (physical) : NULL;
  PdOfdBox box;

  page->is_boxed = TRUE;
  page->box = page->body->page_box;
  if (pd_ofd_box (text, &box) && is_fit (&box))
    page->box = box;
  if (!is_fit (&page->box))
    page->box = (PdOfdBox){ 0, 0, 210, 297 };
}

/*< private >
 * pd_ofd_page_load_box:
 *
 * Learns how large the page is: its own area, else that of the document, else A4; a size that no paper has counts as
 * none.
 */
void
pd_ofd_page_load_box (PdOfdDocument *self, PdOfdPage *page)
{
  g_autoptr (PdXml) xml = NULL;
  static const xmlNode nothing;

  if (page->is_boxed)
    return;
  xml = page->part != NULL ? pd_ofd_package_parse (self, page->part, NULL) : NULL;
  take_box (page, xml != NULL ? xmlDocGetRootElement (xml) : &nothing);
}

static gboolean
is_whole (const PdXml *xml)
{
  return (xml->properties & XML_DOC_WELLFORMED) != 0;
}

/* Whether something of a page stands where nothing belongs, as in files that were made up after no standard. */
static gboolean
has_objects (const xmlNode *parent)
{
  for (const xmlNode *node = pd_xml_first (parent); node != NULL; node = pd_xml_next (node))
    if (g_str_has_suffix (pd_xml_name (node), "Object") || has_objects (node))
      return TRUE;
  return FALSE;
}

/*< private >
 * pd_ofd_content_new:
 *
 * Parses a page.
 *
 * Returns: (transfer full) (nullable): the page
 */
PdOfdContent *
pd_ofd_content_new (PdOfdDocument *self, guint page, GError **error)
{
  g_autoptr (PdOfdContent) content = g_new0 (PdOfdContent, 1);
  const xmlNode *root;

  g_return_val_if_fail (page < self->pages->len, NULL);
  content->document = self;
  content->page = self->pages->pdata[page];
  content->files = g_ptr_array_new_with_free_func ((GDestroyNotify) xmlFreeDoc);
  content->resources = pd_ofd_resources_new ();
  content->xml = content->page->part != NULL ? pd_ofd_package_parse (self, content->page->part, NULL) : NULL;
  if (content->xml == NULL)
    {
      g_set_error (error, PD_OFD_ERROR, PD_OFD_ERROR_DAMAGED,
                   _ ("Page %u of this OFD file is damaged and cannot be shown."), page + 1);
      return NULL;
    }
  root = xmlDocGetRootElement (content->xml);
  take_box (content->page, root);
  content->is_damaged =
      !is_whole (content->xml) || (pd_xml_child (root, "Content") == NULL && has_objects (root));
  for (const xmlNode *node = pd_xml_first (root); node != NULL; node = pd_xml_next (node))
    if (g_str_equal (pd_xml_name (node), "PageRes"))
      {
        g_autofree char *folder = pd_ofd_package_folder (content->page->part);
        g_autofree char *location = pd_xml_text (node);

        pd_ofd_body_add_resources (self, content->resources, content->files,
                                   pd_ofd_package_find (self, folder, location));
      }
  return g_steal_pointer (&content);
}

void
pd_ofd_content_free (PdOfdContent *content)
{
  g_hash_table_unref (content->resources);
  g_ptr_array_unref (content->files);
  g_clear_pointer (&content->xml, xmlFreeDoc);
  g_free (content);
}

/*< private >
 * pd_ofd_content_find:
 * @kind: the name of the resource's element
 * @id: (nullable): its id
 *
 * Returns: (transfer none) (nullable): a resource of the page or else of its document
 */
PdOfdResource *
pd_ofd_content_find (PdOfdContent *content, const char *kind, const char *id)
{
  g_autofree char *key = id != NULL ? g_strconcat (kind, " ", id, NULL) : NULL;
  PdOfdResource *resource = key != NULL ? g_hash_table_lookup (content->resources, key) : NULL;

  return resource != NULL || key == NULL ? resource
                                         : g_hash_table_lookup (content->page->body->resources, key);
}

/* One walk over the layers of a page. */
typedef struct
{
  PdOfdContent *content;
  PdOfdLayerFunc func;
  gpointer data;
  guint n_templates;
  gboolean stopped;
} LayerWalk;

static void walk_page (LayerWalk *walk, const xmlNode *root, guint depth);

static const xmlNode *
template_root (PdOfdContent *content, const char *id)
{
  PdOfdDocument *document = content->document;
  const char *part = id != NULL ? g_hash_table_lookup (content->page->body->templates, id) : NULL;
  PdXml *xml = part != NULL ? g_hash_table_lookup (document->template_files, part) : NULL;

  if (xml == NULL && part != NULL)
    {
      xml = pd_ofd_package_parse (document, part, NULL);
      if (xml != NULL && g_hash_table_size (document->template_files) < MAX_KEPT)
        g_hash_table_insert (document->template_files, g_strdup (part), xml);
      else if (xml != NULL)
        g_ptr_array_add (content->files, xml);
    }
  return xml != NULL ? xmlDocGetRootElement (xml) : NULL;
}

static void
walk_templates (LayerWalk *walk, const xmlNode *root, const char *order, guint depth)
{
  for (const xmlNode *node = pd_xml_first (root); node != NULL; node = pd_xml_next (node))
    {
      g_autofree char *id = NULL;
      g_autofree char *own_order = NULL;
      const char *wanted;
      const xmlNode *found;

      if (!g_str_equal (pd_xml_name (node), "Template"))
        continue;
      id = pd_xml_attribute (node, "TemplateID");
      own_order = pd_xml_attribute (node, "ZOrder");
      wanted = own_order;
      if (wanted == NULL && id != NULL)
        wanted = g_hash_table_lookup (walk->content->page->body->template_order, id);
      if (!g_str_equal (wanted != NULL ? wanted : orders[0], order))
        continue;
      if (walk->n_templates++ >= MAX_TEMPLATES)
        return;
      found = template_root (walk->content, id);
      if (found == NULL || !is_whole (found->doc))
        walk->content->n_lost++;
      if (found != NULL)
        walk_page (walk, found, depth + 1);
    }
}

static void
walk_layers (LayerWalk *walk, const xmlNode *root, const char *order, guint depth)
{
  const xmlNode *content = pd_xml_child (root, "Content");

  for (const xmlNode *layer = content != NULL ? pd_xml_first (content) : NULL;
       layer != NULL && !walk->stopped; layer = pd_xml_next (layer))
    {
      g_autofree char *type = pd_xml_attribute (layer, "Type");

      if (!g_str_equal (pd_xml_name (layer), "Layer"))
        continue;
      if (type == NULL || (!g_str_equal (type, orders[0]) && !g_str_equal (type, orders[2])))
        {
          g_free (type);
          type = g_strdup ("Body");
        }
      if (g_str_equal (type, order))
        walk->stopped = !walk->func (layer, depth > 0, walk->data);
    }
}

static void
walk_page (LayerWalk *walk, const xmlNode *root, guint depth)
{
  if (depth > MAX_TEMPLATE_DEPTH)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (orders) && !walk->stopped; i++)
    {
      walk_templates (walk, root, orders[i], depth);
      walk_layers (walk, root, orders[i], depth);
    }
}

/*< private >
 * pd_ofd_content_foreach_layer:
 *
 * Walks over the layers of the page and its templates from the lowest to the highest.
 */
void
pd_ofd_content_foreach_layer (PdOfdContent *content, PdOfdLayerFunc func, gpointer data)
{
  LayerWalk walk = { content, func, data, 0, FALSE };

  walk_page (&walk, xmlDocGetRootElement (content->xml), 0);
}
