/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <libxml/tree.h>

G_BEGIN_DECLS

/**
 * PdXmlError:
 * @PD_XML_ERROR_DAMAGED: cut off or broken
 * @PD_XML_ERROR_TOO_LARGE: beyond a limit of size or depth, or with entities; perhaps made to harm
 *
 * Why an XML file could not be read. The message is a translated sentence.
 */
typedef enum
{
  PD_XML_ERROR_DAMAGED,
  PD_XML_ERROR_TOO_LARGE,
} PdXmlError;

#define PD_XML_ERROR (pd_xml_error_quark ())
GQuark pd_xml_error_quark (void);

/** PdXml: a parsed XML file. */
typedef xmlDoc PdXml;

PdXml *pd_xml_parse (GBytes *bytes, gboolean lenient, GError **error);
const char *pd_xml_name (const xmlNode *element);
xmlNode *pd_xml_first (const xmlNode *element);
xmlNode *pd_xml_next (const xmlNode *element);
xmlNode *pd_xml_child (const xmlNode *element, const char *name);
char *pd_xml_text (const xmlNode *element);
char *pd_xml_attribute (const xmlNode *element, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdXml, xmlFreeDoc)

G_END_DECLS
