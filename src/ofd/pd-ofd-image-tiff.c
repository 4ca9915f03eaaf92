/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ofd"

#include "ofd/pd-ofd-image.h"

#include <stdio.h>
#include <string.h>
#include <tiffio.h>

/* The largest piece of memory that the library takes for one thing that the file says. */
#define MAX_PIECE (4 * PD_OFD_MAX_DOTS)

typedef struct
{
  const guint8 *data;
  gsize size;
  guint64 at;
} Source;

static tmsize_t
read_source (thandle_t handle, void *data, tmsize_t size)
{
  Source *source = handle;
  gsize length = source->at < source->size ? MIN ((gsize) size, source->size - (gsize) source->at) : 0;

  if (length > 0)
    memcpy (data, source->data + source->at, length);
  source->at += length;
  return (tmsize_t) length;
}

static tmsize_t
refuse_to_write (G_GNUC_UNUSED thandle_t handle, G_GNUC_UNUSED void *data, G_GNUC_UNUSED tmsize_t size)
{
  return -1;
}

static toff_t
seek_source (thandle_t handle, toff_t offset, int from)
{
  Source *source = handle;

  source->at = offset + (from == SEEK_CUR ? source->at : from == SEEK_END ? source->size : 0);
  return source->at;
}

static int
close_source (G_GNUC_UNUSED thandle_t handle)
{
  return 0;
}

static toff_t
size_of_source (thandle_t handle)
{
  return ((const Source *) handle)->size;
}

/* Returns: that the library shall say nothing itself */
static int
say_nothing (G_GNUC_UNUSED TIFF *tiff,
             G_GNUC_UNUSED void *data,
             G_GNUC_UNUSED const char *module,
             G_GNUC_UNUSED const char *format,
             G_GNUC_UNUSED va_list arguments)
{
  return 1;
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TIFF, TIFFClose)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TIFFOpenOptions, TIFFOpenOptionsFree)

/* @source: has to outlive what is returned */
static TIFF *
open_tiff (Source *source, GBytes *bytes)
{
  g_autoptr (TIFFOpenOptions) options = TIFFOpenOptionsAlloc ();

  source->data = g_bytes_get_data (bytes, &source->size);
  source->at = 0;
  TIFFOpenOptionsSetMaxSingleMemAlloc (options, MAX_PIECE);
  TIFFOpenOptionsSetErrorHandlerExtR (options, say_nothing, NULL);
  TIFFOpenOptionsSetWarningHandlerExtR (options, say_nothing, NULL);
  /* m: not mapped into memory, where it is already. */
  return TIFFClientOpenExt ("picture", "rm", source, read_source, refuse_to_write, seek_source, close_source,
                            size_of_source, NULL, NULL, options);
}

/* The library's order of bytes to cairo's; both have colours by the measure of their alpha. */
static void
turn_bytes (PdOfdPicture *picture, gsize n)
{
  guint32 *dots = (guint32 *) (gpointer) cairo_image_surface_get_data (picture);

  for (gsize i = 0; i < n; i++)
    dots[i] =
        TIFFGetA (dots[i]) << 24 | TIFFGetR (dots[i]) << 16 | TIFFGetG (dots[i]) << 8 | TIFFGetB (dots[i]);
}

static guint
turn_of (TIFF *tiff)
{
  guint16 turn = ORIENTATION_TOPLEFT;

  TIFFGetFieldDefaulted (tiff, TIFFTAG_ORIENTATION, &turn);
  return turn;
}

/*< private >
 * pd_ofd_picture_new_tiff:
 *
 * Returns: (transfer full) (nullable): the first picture of a TIFF, as scanners write them; mirrored as it says, not turned
 */
PdOfdPicture *
pd_ofd_picture_new_tiff (GBytes *bytes, GError **error)
{
  Source source;
  g_autoptr (TIFF) tiff = open_tiff (&source, bytes);
  g_autoptr (PdOfdPicture) picture = NULL;
  guint32 width = 0, height = 0;
  guint turn;

  if (tiff == NULL || TIFFGetField (tiff, TIFFTAG_IMAGEWIDTH, &width) != 1 ||
      TIFFGetField (tiff, TIFFTAG_IMAGELENGTH, &height) != 1)
    {
      pd_ofd_picture_set_damaged (error);
      return NULL;
    }
  if (!pd_ofd_picture_is_fit (width, height, error))
    return NULL;
  picture = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) width, (int) height);
  turn = turn_of (tiff);
  /* Asked for the way that it is in, the library leaves it so. */
  if (cairo_surface_status (picture) != CAIRO_STATUS_SUCCESS ||
      cairo_image_surface_get_stride (picture) != (int) (4 * width) ||
      TIFFReadRGBAImageOriented (tiff, width, height,
                                 (guint32 *) (gpointer) cairo_image_surface_get_data (picture),
                                 turn < ORIENTATION_LEFTTOP ? ORIENTATION_TOPLEFT : (int) turn, 1) != 1)
    {
      pd_ofd_picture_set_damaged (error);
      return NULL;
    }
  turn_bytes (picture, (gsize) width * height);
  cairo_surface_mark_dirty (picture);
  return g_steal_pointer (&picture);
}

/*< private >
 * pd_ofd_picture_get_tiff_facts:
 * @facts: (out caller-allocates): of what pd_ofd_picture_new_tiff() makes
 */
void
pd_ofd_picture_get_tiff_facts (GBytes *bytes, PdOfdPictureFacts *facts)
{
  Source source;
  g_autoptr (TIFF) tiff = open_tiff (&source, bytes);
  float resolution = 0;
  guint16 unit = RESUNIT_NONE;

  if (tiff == NULL)
    return;
  if (turn_of (tiff) >= ORIENTATION_LEFTTOP)
    facts->turn = turn_of (tiff);
  TIFFGetFieldDefaulted (tiff, TIFFTAG_RESOLUTIONUNIT, &unit);
  if (TIFFGetField (tiff, TIFFTAG_XRESOLUTION, &resolution) == 1 && unit != RESUNIT_NONE)
    facts->dpi = unit == RESUNIT_CENTIMETER ? (double) resolution * 2.54 : (double) resolution;
}
