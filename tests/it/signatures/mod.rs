//! What one person cannot do alone, from outside.

mod closing;
mod scene;
mod weakened;
