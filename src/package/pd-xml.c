/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-package"

#include "package/pd-xml.h"

#include <glib/gi18n-lib.h>
#include <libxml/parser.h>
#include <string.h>

/* The largest XML of an invoice: five thousand lines of 2 kB. */
#define MAX_BYTES (16 * 1024 * 1024)
/* Deeper than any invoice; who walks a tree by recursion relies on it. */
#define MAX_DEPTH 64

G_DEFINE_QUARK (pd - xml - error - quark, pd_xml_error)

static gboolean
has_doctype (const char *data, gsize size)
{
  return g_strstr_len (data, (gssize) size, "<!DOCTYPE") != NULL ||
         g_strstr_len (data, (gssize) size, "<!ENTITY") != NULL;
}

/* The parser itself stops at 256. */
static gboolean
is_too_deep (const xmlNode *element, guint depth)
{
  if (depth > MAX_DEPTH)
    return TRUE;
  for (const xmlNode *child = element->children; child != NULL; child = child->next)
    if (child->type == XML_ELEMENT_NODE && is_too_deep (child, depth + 1))
      return TRUE;
  return FALSE;
}

/**
 * pd_xml_parse:
 * @bytes: an XML file; hostile
 * @lenient: whether to take what can be read of a file that is not well-formed, as tags in real OFD files are
 * @error: return location for a #PdXmlError
 *
 * Parses without a network, without any entity but the five of XML itself and character references, and within limits
 * of size and depth. A file that declares a document type is refused: no invoice has one, and bombs do.
 *
 * Returns: (transfer full) (nullable): the tree, with an element as its root
 */
PdXml *
pd_xml_parse (GBytes *bytes, gboolean lenient, GError **error)
{
  int flags =
      XML_PARSE_NONET | XML_PARSE_NOBLANKS | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA;
  gsize size = 0;
  const char *data = g_bytes_get_data (bytes, &size);
  xmlParserCtxt *context;
  g_autoptr (PdXml) xml = NULL;

  if (size > MAX_BYTES || (data != NULL && has_doctype (data, size)))
    {
      g_set_error_literal (
          error, PD_XML_ERROR, PD_XML_ERROR_TOO_LARGE,
          _ ("The XML in the file is larger than any invoice or declares entities, which no invoice "
             "does. It was not read; ask the sender for the file again."));
      return NULL;
    }
  context = xmlNewParserCtxt ();
  if (context != NULL)
    {
      xml = xmlCtxtReadMemory (context, data != NULL ? data : "", (int) size, NULL, NULL,
                               flags | (lenient ? XML_PARSE_RECOVER : 0));
      xmlFreeParserCtxt (context);
    }
  if (xml == NULL || xmlDocGetRootElement (xml) == NULL)
    {
      g_set_error_literal (
          error, PD_XML_ERROR, PD_XML_ERROR_DAMAGED,
          _ ("The XML in the file is cut off or damaged. Ask the sender for the file again."));
      return NULL;
    }
  if (xml->intSubset != NULL || is_too_deep (xmlDocGetRootElement (xml), 1))
    {
      g_set_error_literal (
          error, PD_XML_ERROR, PD_XML_ERROR_TOO_LARGE,
          _ ("The XML in the file is nested deeper than any invoice. It was not read; ask the sender "
             "for the file again."));
      return NULL;
    }
  return g_steal_pointer (&xml);
}

/**
 * pd_xml_name:
 * @element: an element
 *
 * Returns: (transfer none): its name without a prefix, even one that was never declared
 */
const char *
pd_xml_name (const xmlNode *element)
{
  const char *name = (const char *) element->name;
  const char *colon = strrchr (name, ':');

  return colon != NULL ? colon + 1 : name;
}

static xmlNode *
first_element (xmlNode *node)
{
  while (node != NULL && node->type != XML_ELEMENT_NODE)
    node = node->next;
  return node;
}

/**
 * pd_xml_first:
 * @element: an element
 *
 * Returns: (transfer none) (nullable): the first element in it
 */
xmlNode *
pd_xml_first (const xmlNode *element)
{
  return first_element (element->children);
}

/**
 * pd_xml_next:
 * @element: an element
 *
 * Returns: (transfer none) (nullable): the next element beside it
 */
xmlNode *
pd_xml_next (const xmlNode *element)
{
  return first_element (element->next);
}

/**
 * pd_xml_child:
 * @element: an element
 * @name: a name without prefix
 *
 * Returns: (transfer none) (nullable): the first element in it of that name
 */
xmlNode *
pd_xml_child (const xmlNode *element, const char *name)
{
  for (xmlNode *child = pd_xml_first (element); child != NULL; child = pd_xml_next (child))
    if (g_str_equal (pd_xml_name (child), name))
      return child;
  return NULL;
}

/* What was read leniently may hold bytes that are no text. */
static char *
take (xmlChar *text)
{
  char *copy = text == NULL ? NULL : g_strstrip (g_utf8_make_valid ((const char *) text, -1));

  xmlFree (text);
  return copy;
}

/**
 * pd_xml_text:
 * @element: an element
 *
 * Returns: (transfer full): its text without white space at the ends
 */
char *
pd_xml_text (const xmlNode *element)
{
  char *text = take (xmlNodeGetContent (element));

  return text != NULL ? text : g_strdup ("");
}

/**
 * pd_xml_attribute:
 * @element: an element
 * @name: a name without prefix
 *
 * Returns: (transfer full) (nullable): the attribute's text
 */
char *
pd_xml_attribute (const xmlNode *element, const char *name)
{
  return take (xmlGetNoNsProp (element, (const xmlChar *) name));
}
