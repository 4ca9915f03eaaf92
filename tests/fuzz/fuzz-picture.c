/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz-target.h"

#include "ofd/pd-ofd-document.h"
#include "ofd/pd-ofd-image.h"

/* An input is a picture. It is within the limits or an error, and what it says beside its dots is one of what it can. */

const FuzzTarget fuzz_target = { .name = "picture", .max_size = 4096, .max_time = 5 * G_TIME_SPAN_SECOND };

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (PdOfdPicture) picture = pd_ofd_picture_new (bytes, &error);
  PdOfdPictureFacts facts;

  pd_ofd_picture_get_facts (bytes, &facts);
  g_assert_cmpuint (facts.turn, >=, 1);
  g_assert_cmpuint (facts.turn, <=, 8);
  if (picture == NULL)
    {
      g_assert_true (error != NULL && error->domain == PD_OFD_ERROR);
      return 0;
    }
  g_assert_no_error (error);
  g_assert_cmpint (cairo_surface_status (picture), ==, CAIRO_STATUS_SUCCESS);
  g_assert_cmpint (cairo_image_surface_get_width (picture), >=, 1);
  g_assert_cmpfloat ((double) cairo_image_surface_get_width (picture) *
                         cairo_image_surface_get_height (picture),
                     <=, PD_OFD_MAX_DOTS);
  return 0;
}
