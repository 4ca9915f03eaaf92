/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-reading"

#include "model/pd-special-type.h"
#include "package/pd-xml.h"
#include "reading/pd-joined-text.h"
#include "reading/pd-read-private.h"
#include "reading/pd-reading-private.h"
#include "reading/pd-xml-dialects.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SURE 100

/* A walk over one file. */
typedef struct
{
  PdReading *reading;
  PdReadingLine *line; /* (nullable): the one that we are in */
  guint groups;        /* items of special business so far */
} Walk;

static gboolean
matches (const xmlNode *element, const char *path)
{
  const char *end = path + strlen (path);

  for (; element != NULL && element->type == XML_ELEMENT_NODE; element = element->parent)
    {
      const char *slash = g_strrstr_len (path, end - path, "/");
      const char *start = slash != NULL ? slash + 1 : path;
      const char *name = pd_xml_name (element);

      if (strlen (name) != (gsize) (end - start) || strncmp (name, start, (gsize) (end - start)) != 0)
        return FALSE;
      if (slash == NULL)
        return TRUE;
      end = slash;
    }
  return FALSE;
}

static const PdXmlField *
find (const PdXmlField *table, const xmlNode *element)
{
  for (; table->path != NULL; table++)
    if (matches (element, table->path))
      return table;
  return NULL;
}

static void
take_leaf (Walk *walk, const xmlNode *leaf)
{
  g_autofree char *text = pd_xml_text (leaf);
  const PdXmlField *field;

  if (*text == '\0')
    return;
  if (walk->line != NULL)
    {
      field = find (pd_xml_line_fields, leaf);
      if (field != NULL)
        pd_reading_set_line (walk->reading, walk->line, (PdReadingLineField) field->field, text);
      return;
    }
  field = find (pd_xml_joined_fields, leaf);
  if (field != NULL)
    {
      pd_reading_offer_joined (walk->reading, (PdReadingField) field->field, PD_READING_SOURCE_XML, SURE,
                               text);
      return;
    }
  field = find (pd_xml_head_fields, leaf);
  if (field != NULL)
    pd_reading_offer (walk->reading, (PdReadingField) field->field, PD_READING_SOURCE_XML, SURE, text);
}

/* What the paper prints left of the title. */
static void
take_special_type (Walk *walk, const char *element)
{
  guint n_types = 0;
  const PdSpecialType *types = pd_special_types (&n_types);

  for (guint i = 0; i < n_types; i++)
    if (types[i].xml != NULL && g_str_equal (types[i].xml, element))
      pd_reading_offer (walk->reading, PD_READING_SPECIAL_TYPE, PD_READING_SOURCE_XML, SURE, types[i].name);
}

/* Each item of a special business is a group; its name is that of the business. */
static void
take_particulars (Walk *walk, const xmlNode *specific)
{
  for (xmlNode *item = pd_xml_first (specific); item != NULL; item = pd_xml_next (item))
    {
      guint group = walk->groups;

      if (g_str_equal (pd_xml_name (item), "RedEInvoice"))
        {
          for (xmlNode *leaf = pd_xml_first (item); leaf != NULL; leaf = pd_xml_next (leaf))
            take_leaf (walk, leaf);
          continue;
        }
      if (pd_reading_get_values (walk->reading, PD_READING_SPECIAL_TYPE)->len == 0)
        take_special_type (walk, pd_xml_name (item));
      for (xmlNode *leaf = pd_xml_first (item); leaf != NULL; leaf = pd_xml_next (leaf))
        {
          g_autofree char *text = pd_xml_text (leaf);

          pd_reading_add_particular (walk->reading, PD_READING_SOURCE_XML, group,
                                     pd_xml_particular_label (pd_xml_name (leaf)), text);
          walk->groups = group + 1;
        }
    }
}

static gboolean
is_line (const xmlNode *element)
{
  for (guint i = 0; pd_xml_line_elements[i] != NULL; i++)
    if (g_str_equal (pd_xml_name (element), pd_xml_line_elements[i]))
      return pd_xml_first (element) != NULL;
  return FALSE;
}

/* As deep as pd_xml_parse() lets a tree be. */
static void
walk_element (Walk *walk, const xmlNode *element)
{
  PdReadingLine *outer = walk->line;

  if (pd_xml_first (element) == NULL)
    {
      take_leaf (walk, element);
      return;
    }
  if (g_str_equal (pd_xml_name (element), "SpecificInformation"))
    {
      take_particulars (walk, element);
      return;
    }
  /* A list may have the name of its items: the innermost is the line. */
  if (is_line (element) && !is_line (pd_xml_first (element)))
    {
      walk->line = pd_reading_add_line (walk->reading, PD_READING_SOURCE_XML);
      if (walk->line == NULL)
        return;
    }
  for (xmlNode *child = pd_xml_first (element); child != NULL; child = pd_xml_next (child))
    walk_element (walk, child);
  walk->line = outer;
}

static char *
label_code (const xmlNode *header, const char *name)
{
  const xmlNode *label = pd_xml_child (header, "InherentLabel");
  const xmlNode *kind = label != NULL ? pd_xml_child (label, name) : NULL;
  const xmlNode *code = kind != NULL ? pd_xml_child (kind, "LabelCode") : NULL;

  return code != NULL ? pd_xml_text (code) : NULL;
}

/* What only an EInvoice says: its kind by code, and a date that stands in when the one of the paper is missing. */
static void
take_einvoice (PdReading *self, const xmlNode *root)
{
  const xmlNode *header = pd_xml_child (root, "Header");
  const xmlNode *supervision = pd_xml_child (root, "TaxSupervisionInfo");
  const xmlNode *time = supervision != NULL ? pd_xml_child (supervision, "IssueTime") : NULL;
  g_autofree char *special = header != NULL ? label_code (header, "GeneralOrSpecialVAT") : NULL;
  g_autofree char *date = time != NULL ? pd_xml_text (time) : NULL;

  if (g_strcmp0 (special, "01") == 0)
    pd_reading_offer (self, PD_READING_KIND, PD_READING_SOURCE_XML, SURE, "digital_special");
  else if (g_strcmp0 (special, "02") == 0)
    pd_reading_offer (self, PD_READING_KIND, PD_READING_SOURCE_XML, SURE, "digital_ordinary");
  if (pd_reading_get (self, PD_READING_ISSUE_DATE) == NULL)
    pd_reading_offer (self, PD_READING_ISSUE_DATE, PD_READING_SOURCE_XML, SURE, date);
}

static void
take_graph_code (PdReading *self, const xmlNode *root)
{
  const xmlNode *graph = pd_xml_child (root, "GraphCode");
  g_autofree char *text = graph != NULL ? pd_xml_text (graph) : NULL;

  if (text != NULL && g_str_has_prefix (text, "01,"))
    pd_read_qr_text (self, text);
}

static gboolean
read_bytes (PdReading *self,
            GBytes *bytes,
            const char *part,
            gboolean *xbrl,
            GCancellable *cancellable,
            GError **error)
{
  g_autoptr (GError) why = NULL;
  g_autoptr (PdXml) xml = pd_xml_parse (bytes, FALSE, &why);
  const xmlNode *root;
  Walk walk = { .reading = self };

  if (xml == NULL)
    {
      gboolean large = g_error_matches (why, PD_XML_ERROR, PD_XML_ERROR_TOO_LARGE);

      g_set_error_literal (error, PD_READ_ERROR, large ? PD_READ_ERROR_TOO_LARGE : PD_READ_ERROR_DAMAGED,
                           why->message);
      return FALSE;
    }
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  root = xmlDocGetRootElement (xml);
  walk_element (&walk, root);
  take_einvoice (self, root);
  take_graph_code (self, root);
  *xbrl = pd_read_is_xbrl (root);
  if (*xbrl)
    pd_read_xbrl (self, root);
  if (pd_reading_get (self, PD_READING_NUMBER) == NULL)
    {
      g_set_error (error, PD_READ_ERROR, PD_READ_ERROR_NO_INVOICE, _ ("No invoice was found in “%s”."), part);
      return FALSE;
    }
  return TRUE;
}

/*< private >
 * pd_read_embedded_xml:
 * @self: a reading
 * @bytes: an XML invoice that was found in another file
 * @part: where it was found, for people
 * @cancellable: (nullable): a cancellable
 * @error: return location for a #PdReadError
 *
 * Offers all that an XML invoice of any dialect says (standards §11.1, §11.2, §11.4).
 *
 * Returns: whether anything was read
 */
gboolean
pd_read_embedded_xml (PdReading *self,
                      GBytes *bytes,
                      const char *part,
                      GCancellable *cancellable,
                      GError **error)
{
  gboolean xbrl;

  return read_bytes (self, bytes, part, &xbrl, cancellable, error);
}

gboolean
pd_read_xml (PdReading *self, GBytes *bytes, GCancellable *cancellable, GError **error)
{
  gboolean xbrl;

  if (!read_bytes (self, bytes, pd_reading_get_file (self), &xbrl, cancellable, error))
    return FALSE;
  if (xbrl)
    {
      g_free (self->format);
      self->format = g_strdup ("xbrl");
    }
  return TRUE;
}
