/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ofd"

#include "ofd/pd-ofd-der.h"
#include "ofd/pd-ofd-draw-private.h"

#include <string.h>

/* A seal's picture may be a document with a seal of its own; once is enough. */
#define MAX_SEAL_DEPTH 2
/* Seals of one document. */
#define MAX_SEALS 200

/* A seal begins with its header: "ES", a version and a maker. */
static gboolean
is_seal_info (const PdOfdDer *info)
{
  PdOfdDer header, id;

  return pd_ofd_der_child (info, 0, &header) && pd_ofd_der_child (&header, 0, &id) && id.size == 2 &&
         memcmp (id.data, "ES", 2) == 0;
}

/* The seal stands alone (Seal.esl), or as the second value of what was signed, which is the first of the signature.
 * GM/T 0031 and GB/T 38540 agree in this. */
static gboolean
find_seal_info (GBytes *bytes, PdOfdDer *info)
{
  PdOfdDer root, signed_value, seal;

  if (!pd_ofd_der_read_bytes (bytes, &root))
    return FALSE;
  if (pd_ofd_der_child (&root, 0, info) && is_seal_info (info))
    return TRUE;
  return pd_ofd_der_child (&root, 0, &signed_value) && pd_ofd_der_child (&signed_value, 1, &seal) &&
         pd_ofd_der_child (&seal, 0, info) && is_seal_info (info);
}

/* The picture is the fourth value of a seal: its form and its bytes. */
static GBytes *
find_picture (GBytes *bytes)
{
  PdOfdDer info, picture, data;

  if (!find_seal_info (bytes, &info) || !pd_ofd_der_child (&info, 3, &picture) ||
      !pd_ofd_der_child (&picture, 1, &data) || data.tag != PD_OFD_DER_OCTET_STRING)
    return NULL;
  return g_bytes_new (data.data, data.size);
}

/* Into the unit square. */
static gboolean
draw_document (PdOfdPainter *self, GBytes *bytes)
{
  g_autoptr (PdOfdDocument) document = NULL;
  double width, height;

  /* It has a time of its own. */
  if (self->content->document->seal_depth + 1 >= MAX_SEAL_DEPTH || pd_ofd_painter_is_late (self))
    return FALSE;
  document = pd_ofd_document_new (bytes, self->cancellable, NULL);
  if (document == NULL)
    return FALSE;
  document->seal_depth = self->content->document->seal_depth + 1;
  pd_ofd_document_get_page_size (document, 0, &width, &height);
  cairo_scale (self->cr, 1 / width, 1 / height);
  return pd_ofd_document_draw_page (document, 0, self->cr, self->is_printed, self->cancellable, NULL, NULL);
}

static gboolean
draw_seal_picture (PdOfdPainter *self, GBytes *picture)
{
  gsize size = 0;
  const char *data = g_bytes_get_data (picture, &size);
  g_autoptr (PdOfdPicture) surface = NULL;

  if (size > 4 && memcmp (data, "PK\003\004", 4) == 0)
    return draw_document (self, picture);
  surface = pd_ofd_painter_decode (self, picture, NULL);
  if (surface == NULL)
    return FALSE;
  /* What is under the seal shows through, also where its picture has a white ground. */
  cairo_set_operator (self->cr, CAIRO_OPERATOR_DARKEN);
  pd_ofd_painter_draw_picture (self, surface, 1, FALSE);
  return TRUE;
}

static void
draw_stamp (PdOfdPainter *self, const xmlNode *stamp, GBytes *picture)
{
  PdOfdBox boundary, clip;

  if (!pd_ofd_attribute_box (stamp, "Boundary", &boundary) || boundary.width <= 0 || boundary.height <= 0)
    return;
  cairo_save (self->cr);
  cairo_translate (self->cr, boundary.x, boundary.y);
  if (pd_ofd_attribute_box (stamp, "Clip", &clip))
    {
      cairo_rectangle (self->cr, clip.x, clip.y, clip.width, clip.height);
      cairo_clip (self->cr);
    }
  cairo_scale (self->cr, boundary.width, boundary.height);
  if (picture == NULL || !draw_seal_picture (self, picture))
    self->omissions[PD_OFD_OMITTED_SEAL]++;
  cairo_restore (self->cr);
}

static GBytes *
load_picture (PdOfdDocument *document, const char *folder, const xmlNode *root, const xmlNode *info)
{
  const xmlNode *seal = pd_xml_child (info, "Seal");
  GBytes *signature =
      pd_ofd_package_get (document, pd_ofd_package_find_child (document, folder, root, "SignedValue"));
  GBytes *own =
      seal != NULL
          ? pd_ofd_package_get (document, pd_ofd_package_find_child (document, folder, seal, "BaseLoc"))
          : NULL;
  GBytes *picture = own != NULL ? find_picture (own) : NULL;

  return picture == NULL && signature != NULL ? find_picture (signature) : picture;
}

static void
draw_signature (PdOfdPainter *self, const char *part)
{
  PdOfdDocument *document = self->content->document;
  g_autoptr (PdXml) xml = *part != '\0' ? pd_ofd_package_parse (document, part, NULL) : NULL;
  const xmlNode *root = xml != NULL ? xmlDocGetRootElement (xml) : NULL;
  const xmlNode *info = root != NULL ? pd_xml_child (root, "SignedInfo") : NULL;
  g_autofree char *folder = info != NULL ? pd_ofd_package_folder (part) : NULL;
  g_autoptr (GBytes) picture = NULL;
  gboolean is_loaded = FALSE;

  for (const xmlNode *node = info != NULL ? pd_xml_first (info) : NULL; node != NULL;
       node = pd_xml_next (node))
    {
      g_autofree char *page = pd_xml_attribute (node, "PageRef");

      if (!g_str_equal (pd_xml_name (node), "StampAnnot") || g_strcmp0 (page, self->content->page->id) != 0 ||
          !pd_ofd_painter_goes_on (self))
        continue;
      if (!is_loaded)
        picture = load_picture (document, folder, root, info);
      is_loaded = TRUE;
      draw_stamp (self, node, picture);
    }
}

/*< private >
 * pd_ofd_painter_draw_seals:
 *
 * Draws the pictures of the electronic seals on the page where their signatures put them. Whether a signature is right is
 * not asked here.
 */
void
pd_ofd_painter_draw_seals (PdOfdPainter *self)
{
  GPtrArray *signatures = self->content->page->body->signatures;

  for (guint i = 0; i < MIN (signatures->len, MAX_SEALS); i++)
    draw_signature (self, signatures->pdata[i]);
}
