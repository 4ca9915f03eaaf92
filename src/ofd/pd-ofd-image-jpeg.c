/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ofd"

#include "ofd/pd-ofd-image.h"

#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <jpeglib.h>

/* The library ends by a jump where it cannot go on. What it and we hold is freed where the jump lands. */
typedef struct
{
  struct jpeg_error_mgr manager;
  jmp_buf out;
  PdOfdPicture *picture; /* (owned) (nullable): here, since the jump loses variables */
} JpegErrors;

static void
leave (j_common_ptr info)
{
  JpegErrors *errors = (JpegErrors *) info->err;

  longjmp (errors->out, 1);
}

static void
say_nothing (j_common_ptr info, int level)
{
  /* A picture that only ends too early is shown as far as it goes; one that is rubbish from the first warnings on has
   * thousands of them. */
  if (level < 0 && ++info->err->num_warnings > 1000)
    leave (info);
}

/* Whole passes over the dots; programs write about ten, of which each may be a few bytes. */
#define MAX_SCANS 100

static void
count_scans (j_common_ptr info)
{
  if (((j_decompress_ptr) info)->input_scan_number > MAX_SCANS)
    leave (info);
}

/* Inverted as printing programs write them where an Adobe marker says so. */
static guint32
from_cmyk (const guint8 *ink, gboolean inverted)
{
  guint c = inverted ? ink[0] : 255u - ink[0];
  guint m = inverted ? ink[1] : 255u - ink[1];
  guint y = inverted ? ink[2] : 255u - ink[2];
  guint k = inverted ? ink[3] : 255u - ink[3];

  return (c * k / 255) << 16 | (m * k / 255) << 8 | (y * k / 255);
}

static void
copy_row (const struct jpeg_decompress_struct *info, const guint8 *row, guint32 *dots)
{
  for (JDIMENSION x = 0; x < info->output_width; x++)
    if (info->output_components == 1)
      dots[x] = row[x] * 0x010101u;
    else if (info->output_components == 3)
      dots[x] = (guint32) row[x * 3] << 16 | (guint32) row[x * 3 + 1] << 8 | row[x * 3 + 2];
    else
      dots[x] = from_cmyk (row + (gsize) x * 4, info->saw_Adobe_marker);
}

/* Runs inside the jump's reach: keeps nothing in variables of its own that the caller has to free. */
static gboolean
decode (struct jpeg_decompress_struct *info, JpegErrors *errors, GError **error)
{
  JSAMPARRAY row;
  guint8 *pixels;
  int stride;

  jpeg_read_header (info, TRUE);
  if (!pd_ofd_picture_is_fit (info->image_width, info->image_height, error))
    return FALSE;
  info->out_color_space = info->num_components == 4   ? JCS_CMYK
                          : info->num_components == 1 ? JCS_GRAYSCALE
                                                      : JCS_RGB;
  jpeg_start_decompress (info);
  errors->picture =
      cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) info->output_width, (int) info->output_height);
  if (cairo_surface_status (errors->picture) != CAIRO_STATUS_SUCCESS)
    return pd_ofd_picture_set_damaged (error);
  pixels = cairo_image_surface_get_data (errors->picture);
  stride = cairo_image_surface_get_stride (errors->picture);
  row = info->mem->alloc_sarray ((j_common_ptr) info, JPOOL_IMAGE,
                                 info->output_width * (JDIMENSION) info->output_components, 1);
  while (info->output_scanline < info->output_height)
    {
      guint32 *dots = (guint32 *) (gpointer) (pixels + (gsize) info->output_scanline * (gsize) stride);

      jpeg_read_scanlines (info, row, 1);
      copy_row (info, row[0], dots);
    }
  cairo_surface_mark_dirty (errors->picture);
  return TRUE;
}

/* A sound one goes into a PDF as it is: a tenth of its dots' size, and nothing is lost. Only what every program reads in
 * the same way: no four inks, no arithmetic coding. */
static gboolean
is_plain (const struct jpeg_decompress_struct *info)
{
  return info->err->num_warnings == 0 && !info->arith_code && info->data_precision == 8 &&
         (info->jpeg_color_space == JCS_GRAYSCALE || info->jpeg_color_space == JCS_YCbCr);
}

PdOfdPicture *
pd_ofd_picture_new_jpeg (GBytes *bytes, GError **error)
{
  struct jpeg_decompress_struct info = { 0 };
  struct jpeg_progress_mgr progress = { .progress_monitor = count_scans };
  JpegErrors errors = { 0 };
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  gboolean is_done = FALSE;

  info.err = jpeg_std_error (&errors.manager);
  errors.manager.error_exit = leave;
  errors.manager.emit_message = say_nothing;
  if (setjmp (errors.out) == 0)
    {
      jpeg_create_decompress (&info);
      info.progress = &progress;
      info.mem->max_memory_to_use = 512 * 1024 * 1024;
      jpeg_mem_src (&info, data, size);
      is_done = decode (&info, &errors, error);
    }
  else
    pd_ofd_picture_set_damaged (error);
  if (is_done && is_plain (&info))
    cairo_surface_set_mime_data (errors.picture, CAIRO_MIME_TYPE_JPEG, data, size,
                                 (cairo_destroy_func_t) g_bytes_unref, g_bytes_ref (bytes));
  jpeg_destroy_decompress (&info);
  if (is_done)
    return errors.picture;
  g_clear_pointer (&errors.picture, cairo_surface_destroy);
  return NULL;
}

/* What Exif calls itself, and its one tag that is looked at: a library for it would unpack all the others as well. */
#define EXIF "Exif\0"
#define EXIF_TURN 0x0112
#define EXIF_SHORT 3
#define EXIF_ENTRY 12

static guint
exif_number (const guint8 *data, guint size, gboolean is_big_endian)
{
  guint number = 0;

  for (guint i = 0; i < size; i++)
    number |= (guint) data[i] << 8 * (is_big_endian ? size - 1 - i : i);
  return number;
}

/* The first directory of a TIFF that stands in a marker. Returns: 1 to 8; 1 where nothing is said */
static guint
exif_turn (const guint8 *data, gsize size)
{
  gboolean is_big_endian = size >= 8 && data[0] == 'M';
  gsize at = size >= 8 ? exif_number (data + 4, 4, is_big_endian) : size;
  guint n = at < size && size - at >= 2 ? exif_number (data + at, 2, is_big_endian) : 0;

  at += 2;
  for (guint i = 0; i < n && size - at >= EXIF_ENTRY; i++, at += EXIF_ENTRY)
    if (exif_number (data + at, 2, is_big_endian) == EXIF_TURN &&
        exif_number (data + at + 2, 2, is_big_endian) == EXIF_SHORT)
      {
        guint turn = exif_number (data + at + 8, 2, is_big_endian);

        return turn >= 1 && turn <= 8 ? turn : 1;
      }
  return 1;
}

static void
take_facts (const struct jpeg_decompress_struct *info, PdOfdPictureFacts *facts)
{
  if (info->saw_JFIF_marker && info->density_unit != 0)
    facts->dpi = info->density_unit == 2 ? info->X_density * 2.54 : info->X_density;
  for (jpeg_saved_marker_ptr marker = info->marker_list; marker != NULL; marker = marker->next)
    if (marker->data_length > sizeof EXIF && memcmp (marker->data, EXIF, sizeof EXIF) == 0)
      facts->turn = exif_turn (marker->data + sizeof EXIF, marker->data_length - sizeof EXIF);
}

/*< private >
 * pd_ofd_picture_get_jpeg_facts:
 * @facts: (out caller-allocates): of a photograph, how the camera was held; the decoder turns nothing
 */
void
pd_ofd_picture_get_jpeg_facts (GBytes *bytes, PdOfdPictureFacts *facts)
{
  struct jpeg_decompress_struct info = { 0 };
  JpegErrors errors = { 0 };
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  info.err = jpeg_std_error (&errors.manager);
  errors.manager.error_exit = leave;
  errors.manager.emit_message = say_nothing;
  if (setjmp (errors.out) == 0)
    {
      jpeg_create_decompress (&info);
      jpeg_save_markers (&info, JPEG_APP0 + 1, 0xFFFF);
      jpeg_mem_src (&info, data, size);
      jpeg_read_header (&info, TRUE);
      take_facts (&info, facts);
    }
  jpeg_destroy_decompress (&info);
}
