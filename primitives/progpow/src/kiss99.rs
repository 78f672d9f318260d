//! The random generator KISS99.

/// Its state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kiss99 {
    /// First multiply-with-carry.
    pub z: u32,
    /// Second multiply-with-carry.
    pub w: u32,
    /// Shift register.
    pub jsr: u32,
    /// Congruential generator.
    pub jcong: u32,
}

impl Kiss99 {
    /// The next word.
    #[inline(always)]
    pub fn draw(&mut self) -> u32 {
        self.z = 36969u32.wrapping_mul(self.z & 0xffff).wrapping_add(self.z >> 16);
        self.w = 18000u32.wrapping_mul(self.w & 0xffff).wrapping_add(self.w >> 16);
        self.jsr ^= self.jsr << 17;
        self.jsr ^= self.jsr >> 13;
        self.jsr ^= self.jsr << 5;
        self.jcong = 69069u32.wrapping_mul(self.jcong).wrapping_add(1_234_567);
        ((self.z << 16).wrapping_add(self.w) ^ self.jcong).wrapping_add(self.jsr)
    }
}
