/** How a parameter of a serving graph is made from a tensor of the checkpoint. */
export type WeightSource =
  | { readonly kind: 'as-stored'; readonly tensor: string }
  /** int8 [from, to], a symmetric code per column; `stored` is the tensor's own layout. */
  | { readonly kind: 'int8-codes'; readonly tensor: string; readonly stored: 'from-to' | 'to-from' }
  /** float32 [to]: what one step of a column's code is worth, divided by 127 for the activation's. */
  | { readonly kind: 'int8-scales'; readonly tensor: string; readonly stored: 'from-to' | 'to-from' };
